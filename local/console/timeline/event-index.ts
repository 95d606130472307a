/** Which rows have an event: a replay brings it into another. */
export interface EventIndex {
  add(key: string, eventIds: readonly string[]): void;
  /** The row is there no more. */
  forget(key: string, eventIds: Iterable<string>): void;
  keysOf(eventId: string): readonly string[];
}

export function createEventIndex(): EventIndex {
  const keysOfEvent = new Map<string, Set<string>>();
  return {
    add(key, eventIds) {
      for (const id of eventIds) {
        const keys = keysOfEvent.get(id) ?? new Set();
        keysOfEvent.set(id, keys.add(key));
      }
    },
    forget(key, eventIds) {
      for (const id of eventIds) {
        const keys = keysOfEvent.get(id);
        keys?.delete(key);
        if (keys?.size === 0) keysOfEvent.delete(id);
      }
    },
    keysOf: (eventId) => [...(keysOfEvent.get(eventId) ?? [])],
  };
}
