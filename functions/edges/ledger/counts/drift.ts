import {
  type DriftCounts,
  type DriftHour,
  type EntryCounts,
  fates,
  keptDays,
} from '../../../core/drift/drift-hour.ts';
import { driftKey } from '../keys.ts';
import type { Item, Table } from '../table.ts';

/** What is counted of sources, hour by hour. All methods throw TransientFailure('ledger'). */
export interface Drift {
  /** Adds counts to those of their hour. */
  add(source: string, counts: DriftHour): Promise<void>;
  /** The hours among these of which anything is counted, in no order. */
  read(source: string, hours: number[]): Promise<DriftHour[]>;
}

/** An expression has 4 KB, and an attribute takes 12 bytes of it. */
const mostAttributes = 200;

export function createDrift(table: Table): Drift {
  return {
    async add(source, counts) {
      const expiresAt = Math.ceil(counts.start / 1000) + keptDays * 86_400;
      const numbers = toNumbers(counts);
      for (let from = 0; from < numbers.length; from += mostAttributes)
        await table.update({
          key: driftKey(source, counts.start),
          set: { expiresAt },
          add: Object.fromEntries(numbers.slice(from, from + mostAttributes)),
        });
    },
    async read(source, hours) {
      const starts = new Map(hours.map((hour) => [driftKey(source, hour), hour]));
      const items = await table.batchGet([...starts.keys()], { isConsistent: false });
      return items.flatMap((item) => {
        const start = starts.get(String(item.pk));
        return start === undefined ? [] : { start, ...toCounts(item) };
      });
    },
  };
}

/** Attributes of the item: DynamoDB adds to numbers at the top level only. */
function toNumbers({ entries, unknownTypes }: DriftCounts): [string, number][] {
  const numbers = Object.entries(entries).flatMap(([field, counts]) =>
    fates.map((fate): [string, number] => [`${fate}#${field}`, counts[fate] ?? 0]),
  );
  return [...numbers, ['unknownTypes', unknownTypes] as [string, number]].filter(
    ([, count]) => count > 0,
  );
}

function toCounts(item: Item): DriftCounts {
  const entries = new Map<string, EntryCounts>();
  for (const [attribute, count] of Object.entries(item))
    for (const fate of fates) {
      const prefix = `${fate}#`;
      if (!attribute.startsWith(prefix) || typeof count !== 'number') continue;
      const field = attribute.slice(prefix.length);
      entries.set(field, { ...entries.get(field), [fate]: count });
    }
  const { unknownTypes } = item;
  return {
    entries: Object.fromEntries(entries),
    unknownTypes: typeof unknownTypes === 'number' ? unknownTypes : 0,
  };
}
