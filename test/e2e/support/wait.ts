import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 1_000;
/**
 * Against a wait that never ends. An event that comes back after a hold, behind others, can take
 * minutes.
 */
const patienceMs = 420_000;

/**
 * Reads again and again until what is read is as wanted, and gives that.
 * @throws Error with what was read last, if that never comes
 */
export async function waitFor<T>(
  what: string,
  read: () => T | Promise<T>,
  isWanted: (value: T) => boolean,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() - start > patienceMs)
      throw new Error(
        `${what}: never came. The last was ${JSON.stringify(value, null, 1)}`,
      );
    await delay(pollMs);
  }
}
