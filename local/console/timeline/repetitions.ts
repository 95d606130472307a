import type { EventIndex } from './event-index.ts';
import { setDropped } from './facts/row-facts.ts';
import type { KeptRows } from './kept-rows.ts';

/** So long SQS drops what it has taken already, and nothing is said of it. */
const droppedMs = 5 * 60_000;

/** Judges which requests brought an event again while the queue still dropped it. */
export interface Repetitions {
  /** A row names these events; what was named after it is judged anew. */
  note(key: string, eventIds: readonly string[]): void;
  /** A row with these events is there no more. */
  forget(eventIds: Iterable<string>): void;
}

export function createRepetitions(rows: KeptRows, index: EventIndex): Repetitions {
  /** By event: when the queue took it last, of what is known. */
  const takenAt = new Map<string, number>();

  function judge(eventId: string, namings: Naming[]): void {
    for (const { key, at } of namings) {
      const taken = takenAt.get(eventId);
      const isDropped = taken !== undefined && at - taken < droppedMs;
      if (!isDropped) takenAt.set(eventId, at);
      rows.change(key, at, (row) => setDropped(row, eventId, isDropped), eventId);
    }
  }

  return {
    note(key, eventIds) {
      for (const eventId of eventIds) {
        const at = rows.get(key)?.events.get(eventId)?.queuedAt;
        if (at === undefined || index.keysOf(eventId).length < 2) {
          if (at !== undefined) takenAt.set(eventId, at);
          continue;
        }
        const taken = takenAt.get(eventId) ?? Number.NEGATIVE_INFINITY;
        if (at > taken) judge(eventId, [{ key, at }]);
        else {
          takenAt.delete(eventId);
          judge(eventId, namingsOf(eventId, rows, index));
        }
      }
    },
    forget(eventIds) {
      for (const eventId of eventIds)
        if (index.keysOf(eventId).length === 0) takenAt.delete(eventId);
    },
  };
}

/** When a row named an event. */
interface Naming {
  key: string;
  at: number;
}

/** Of each row that names the event, oldest first. */
function namingsOf(eventId: string, rows: KeptRows, index: EventIndex): Naming[] {
  return index
    .keysOf(eventId)
    .flatMap((key) => {
      const at = rows.get(key)?.events.get(eventId)?.queuedAt;
      return at === undefined ? [] : [{ key, at }];
    })
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}
