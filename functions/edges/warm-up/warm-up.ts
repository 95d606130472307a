/** INIT may take 10 s; what hangs so long is left to the first event. */
const warmUpMs = 2_000;

/**
 * Does during INIT, where the processor is fast at any memory size, what the first event would wait
 * for. Never throws, and never takes longer than `limitMs`: what fails or hangs is done again when
 * it is needed.
 */
export async function warmUp(
  steps: (() => Promise<unknown>)[],
  limitMs: number = warmUpMs,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  const all = Promise.allSettled(steps.map(async (step) => step()));
  await Promise.race([all, isOver]);
  clearTimeout(timer);
}
