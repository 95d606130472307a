/** What a follower is told: the key of what has changed. */
type Tell = (key: string) => void;

/** Which rows have changed, one version after the other. */
export interface Changes {
  /** The version of the last change. */
  version(): number;
  /** Notes a change. Gives its version. */
  note(key: string): number;
  /** Tells who follows. */
  tell: Tell;
  /**
   * Tells what has changed since a version, each key once, and whatever changes from now on.
   * `undefined`: from now on. Gives `false` if that is not known any more, and tells nothing.
   */
  follow(version: number | undefined, tell: Tell, signal: AbortSignal): boolean;
  /** Whether anybody follows. */
  isFollowed(): boolean;
}

/**
 * Remembers the newest changes.
 * @param start the version before the first; above all of an earlier run, so that what a follower
 *   of that one asks for is not known here
 */
export function createChanges(start: number, kept: number): Changes {
  const ring = createRing(start, kept);
  const followers = new Set<Tell>();
  return {
    version: ring.last,
    note: ring.add,
    tell(key) {
      for (const follower of [...followers]) follower(key);
    },
    follow(version, tell, signal) {
      if (version !== undefined && !ring.isKnown(version)) return false;
      if (signal.aborted) return true;
      if (version !== undefined) for (const key of ring.since(version)) tell(key);
      followers.add(tell);
      signal.addEventListener('abort', () => followers.delete(tell), { once: true });
      return true;
    },
    isFollowed: () => followers.size > 0,
  };
}

/** The newest changes: the key of version `start + n` is at `n % kept`. */
function createRing(start: number, kept: number) {
  const keys: string[] = [];
  let count = 0;
  return {
    last: () => start + count,
    add(key: string): number {
      keys[count % kept] = key;
      count += 1;
      return start + count;
    },
    isKnown(version: number): boolean {
      const from = version - start;
      return Number.isInteger(from) && from >= Math.max(0, count - kept) && from <= count;
    },
    /** What has changed since a version that is known, each key once, by its last change. */
    since(version: number): Set<string> {
      const changed = new Set<string>();
      for (let at = version - start; at < count; at += 1) {
        const key = keys[at % kept];
        if (key === undefined) continue;
        changed.delete(key);
        changed.add(key);
      }
      return changed;
    },
  };
}
