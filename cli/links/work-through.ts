/** What is to be gone through. */
export interface Work {
  /** How many things there are, and with which one to begin. */
  total: number;
  from: number;
  /** How many at a time. */
  width: number;
  /** Aborted when nothing more is to be begun. */
  signal: AbortSignal;
  /** Told whenever one is done: how many are, from the first on without a gap. */
  onDone(prefix: number): void;
}

/**
 * Does one thing after the other, several at a time. A failure ends it once those under way are
 * done, and is thrown.
 */
export async function workThrough(
  { total, from, width, signal, onDone }: Work,
  doOne: (index: number) => Promise<void>,
): Promise<void> {
  const done = new Set<number>();
  const failures: unknown[] = [];
  let next = from;
  let prefix = from;

  async function takeTurns(): Promise<void> {
    while (next < total && failures.length === 0 && !signal.aborted) {
      const index = next;
      next += 1;
      try {
        await doOne(index);
      } catch (failure) {
        failures.push(failure);
        return;
      }
      done.add(index);
      while (done.delete(prefix)) prefix += 1;
      onDone(prefix);
    }
  }

  await Promise.all(Array.from({ length: width }, takeTurns));
  if (failures.length > 0) throw failures[0];
}
