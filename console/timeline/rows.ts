import type { TimelineRow } from '../../local/console/api/timeline.ts';

/** Rows, newest first. */
export interface Rows {
  shown: readonly TimelineRow[];
  /** Came while somebody read further down: shown when they ask for them. */
  heldBack: readonly TimelineRow[];
  /** How many there are, shown or not. */
  total: number;
}

export const noRows: Rows = { shown: [], heldBack: [], total: 0 };

/**
 * Rows that have changed. Known ones change where they are.
 * @param isReading new ones must not move what is shown
 * @param most more are not shown: the oldest go
 */
export function withChanges(
  rows: Rows,
  changes: readonly TimelineRow[],
  isReading: boolean,
  most: number,
): Rows {
  const changed = new Map(changes.map((row) => [row.key, row]));
  const shown = changedIn(rows.shown, changed);
  const heldBack = changedIn(rows.heldBack, changed);
  const known = new Set([...shown, ...heldBack].map(({ key }) => key));
  const isOlder = olderThan(rows);
  const added = [...changed.values()].filter(
    (row) => !known.has(row.key) && !isOlder(row),
  );
  const total = rows.total + added.length;
  if (isReading) return { shown, heldBack: newest([...added, ...heldBack], most), total };
  return { shown: newest([...added, ...heldBack, ...shown], most), heldBack: [], total };
}

/**
 * Whether one of them is further down than what is shown. Only the server knows whether it has
 * changed or is new, and so how many there are.
 */
export function isAnyFurtherDown(rows: Rows, changes: readonly TimelineRow[]): boolean {
  const known = new Set([...rows.shown, ...rows.heldBack].map(({ key }) => key));
  const isOlder = olderThan(rows);
  return changes.some((row) => !known.has(row.key) && isOlder(row));
}

/** What the server lets through now. Rows above the first one wait if somebody reads. */
export function withAnswer(
  rows: Rows,
  answer: { rows: readonly TimelineRow[]; total: number },
  isReading: boolean,
): Rows {
  const [first] = rows.shown;
  const there = new Map([...rows.shown, ...rows.heldBack].map((row) => [row.key, row]));
  // The stream can be ahead of an answer that took its time.
  const answered = answer.rows.map((row) => {
    const known = there.get(row.key);
    return known !== undefined && known.version > row.version ? known : row;
  });
  if (!isReading || first === undefined) {
    return { shown: answered, heldBack: [], total: answer.total };
  }
  const known = new Set(rows.shown.map(({ key }) => key));
  const isNew = (row: TimelineRow) => !known.has(row.key) && row.at >= first.at;
  return {
    shown: answered.filter((row) => !isNew(row)),
    heldBack: answered.filter(isNew),
    total: answer.total,
  };
}

/** All that waited is shown. */
export function withHeldBack({ shown, heldBack, total }: Rows, most: number): Rows {
  return { shown: newest([...heldBack, ...shown], most), heldBack: [], total };
}

function changedIn(rows: readonly TimelineRow[], changed: Map<string, TimelineRow>) {
  if (!rows.some(({ key }) => changed.has(key))) return rows;
  return rows.map((row) => changed.get(row.key) ?? row);
}

/** Whether a row is further down than what is shown: it changed, and it is not new. */
function olderThan({ shown, heldBack, total }: Rows) {
  const last = shown.at(-1);
  const hasMore = total > shown.length + heldBack.length;
  return (row: TimelineRow) => hasMore && last !== undefined && row.at < last.at;
}

function newest(rows: readonly TimelineRow[], most: number): TimelineRow[] {
  return rows.toSorted((a, b) => b.at - a.at).slice(0, most);
}
