type Tell = (lines: readonly string[]) => void;

/** Why nothing can be read at present: told to who follows, each time that it becomes another. */
export function createTrouble() {
  const followers = new Set<Tell>();
  let lines: readonly string[] = [];
  return {
    isNone: () => lines.length === 0,
    set(next: readonly string[]): void {
      const isSame = next.join('\n') === lines.join('\n');
      lines = next;
      if (!isSame) for (const follower of [...followers]) follower(next);
    },
    tell(follower: Tell, signal: AbortSignal): void {
      if (signal.aborted) return;
      if (lines.length > 0) follower(lines);
      followers.add(follower);
      signal.addEventListener('abort', () => followers.delete(follower), { once: true });
    },
  };
}
