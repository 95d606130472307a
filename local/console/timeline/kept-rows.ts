import type { Changes } from './changes.ts';
import { createRow, type RowFacts, stampOf } from './facts/row-facts.ts';
import { createSortedRows, type SortedRows } from './sorted-rows.ts';

export interface Row extends RowFacts {
  version: number;
}

/** The rows that there is room for, the newest. */
export interface KeptRows {
  /**
   * Changes a row, or makes it; that of a time before which rows were let go of is not made. Who
   * follows is told if something new was said.
   * @param at ms since 1970
   * @param eventId the event that it is about
   */
  change(key: string, at: number, work: (row: Row) => void, eventId?: string): void;
  get(key: string): Row | undefined;
  newestFirst(): Iterable<Row>;
  /** The newest time of a row that was let go of, ms since 1970; -Infinity where none was. */
  lastGone(): number;
}

interface Options {
  /** How many are kept; events in all rows. */
  most: { rows: number; events: number };
  changes: Changes;
  /** Is given each row that is let go of. */
  onForget(row: Row): void;
}

export function createKeptRows({ most, changes, onForget }: Options): KeptRows {
  const rows = new Map<string, Row>();
  const sorted = createSortedRows<Row>();
  let eventCount = 0;
  let lastGone = Number.NEGATIVE_INFINITY;

  function makeRoom(): void {
    while (rows.size > most.rows || (eventCount > most.events && rows.size > 1)) {
      const row = sorted.oldest();
      if (row === undefined) return;
      sorted.remove(row);
      rows.delete(row.key);
      eventCount -= row.events.size;
      lastGone = Math.max(row.at, lastGone);
      onForget(row);
    }
  }

  return {
    change(key, at, work, eventId) {
      const known = rows.get(key);
      if (known === undefined && at <= lastGone) return;
      const row = known ?? { ...createRow(key), version: 0 };
      const atBefore = known?.at;
      const before = known && stampOf(known, eventId);
      eventCount -= row.events.size;
      work(row);
      eventCount += row.events.size;
      rows.set(key, row);
      place(row, atBefore, sorted);
      if (before !== undefined && areSame(before, stampOf(row, eventId))) return;
      row.version = changes.note(key);
      makeRoom();
      changes.tell(key);
    },
    get: (key) => rows.get(key),
    newestFirst: sorted.newestFirst,
    lastGone: () => lastGone,
  };
}

/** Sorts a row in that is new, or whose time has changed. */
function place(row: Row, before: number | undefined, sorted: SortedRows<Row>): void {
  const { at } = row;
  if (at === before) return;
  if (before !== undefined) {
    row.at = before;
    sorted.remove(row);
    row.at = at;
  }
  sorted.add(row);
}

function areSame(before: unknown[], after: unknown[]): boolean {
  return before.every((value, index) => value === after[index]);
}
