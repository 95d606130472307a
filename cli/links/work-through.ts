/** What is to be gone through. */
export interface Work<T> {
  lines: readonly T[];
  /** The index of the one to begin with. */
  from: number;
  /** How many at a time. */
  width: number;
  /** Aborted when nothing more is to be begun. */
  signal: AbortSignal;
  /** Called whenever one is done, with how many are: from the first on, without a gap. */
  onDone(prefix: number): void;
}

/**
 * Does one thing after the other, several at a time. A failure ends it once those under way are
 * done, and is thrown.
 */
export async function workThrough<T>(
  { lines, from, width, signal, onDone }: Work<T>,
  doOne: (line: T, index: number) => Promise<void>,
): Promise<void> {
  const done = new Set<number>();
  const failures: unknown[] = [];
  const open = lines.entries().drop(from);
  let prefix = from;

  async function takeTurns(): Promise<void> {
    while (failures.length === 0 && !signal.aborted) {
      const next = open.next();
      if (next.done) return;
      const [index, line] = next.value;
      try {
        await doOne(line, index);
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
