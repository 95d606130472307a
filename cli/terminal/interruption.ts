const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The time within which signals count as one: a terminal, npm and the bin can each pass on the same
 * Ctrl-C.
 */
const sameSignalMs = 500;

/**
 * Aborts at Ctrl-C and the like, so that the work can be wound up. A second one ends the process at
 * once.
 * @param onFirst called at the first one, to say what is done now
 */
export function listenForInterruption(
  onFirst: () => void = () => {},
): { signal: AbortSignal } & Disposable {
  const interruption = new AbortController();
  let first: number | undefined;
  const onSignal = () => {
    if (first !== undefined && performance.now() - first > sameSignalMs) process.exit(130);
    if (first === undefined) onFirst();
    first ??= performance.now();
    interruption.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: interruption.signal,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
