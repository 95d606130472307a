/** What rows are sorted by. */
interface Placed {
  key: string;
  /** Ms since 1970. */
  at: number;
}

/** Rows by their time; at one time, by their keys. */
export interface SortedRows<Row extends Placed> {
  size(): number;
  /** @param row has to be taken out before its time changes */
  add(row: Row): void;
  remove(row: Row): void;
  oldest(): Row | undefined;
  newestFirst(): Generator<Row>;
}

/** A new row is nearly always the newest: it is put at the end. */
export function createSortedRows<Row extends Placed>(): SortedRows<Row> {
  const rows: Row[] = [];

  /** Where a row is, or would be. */
  function placeOf({ at, key }: Placed): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row !== undefined && isBefore(row, { at, key })) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    size: () => rows.length,
    add: (row) => void rows.splice(placeOf(row), 0, row),
    remove(row) {
      const place = placeOf(row);
      if (rows[place]?.key === row.key) rows.splice(place, 1);
    },
    oldest: () => rows[0],
    *newestFirst() {
      for (let place = rows.length - 1; place >= 0; place -= 1) {
        const row = rows[place];
        if (row !== undefined) yield row;
      }
    },
  };
}

function isBefore(a: Placed, b: Placed): boolean {
  return a.at === b.at ? a.key < b.key : a.at < b.at;
}
