import { type DriftHour, type Fates, hourOf } from '../core/drift/drift-hour.ts';
import { TransientFailure } from '../core/errors.ts';
import type { Drift } from './ledger/counts/drift.ts';
import { describeBug, type Log } from './log/log.ts';

/**
 * Counts in this copy of the function, and writes now and then. What is not written when the copy
 * goes is lost, and so is what the ledger did not take: these are statistics.
 */
export interface DriftCounter {
  /** An event has ended whose map came to this. */
  countFates(source: string, fates: Fates): void;
  /** Events were left out, whose types the source does not know. */
  countUnknownTypes(source: string, count: number): void;
  /**
   * Writes the counts of sources of which nothing was written for a minute. Never throws: what was
   * being handled matters more.
   */
  write(): Promise<void>;
}

/** So a busy source costs a write a minute, and a quiet one a write for an event. */
const pauseMs = 60_000;

/** @param now ms since 1970 */
export function createDriftCounter(
  { add }: Pick<Drift, 'add'>,
  now: () => number,
  log: Log,
): DriftCounter {
  /** By source; each hour for itself, however late it is written. */
  const open = new Map<string, DriftHour[]>();
  const writtenAt = new Map<string, number>();

  const countsOf = (source: string) => countsIn(open, source, hourOf(now()));

  async function writeSource(source: string, hours: DriftHour[]): Promise<void> {
    if (now() - (writtenAt.get(source) ?? -Infinity) < pauseMs) return;
    writtenAt.set(source, now());
    open.delete(source);
    try {
      for (const hour of hours) await add(source, hour);
    } catch (failure) {
      const detail =
        failure instanceof TransientFailure ? failure.detail : describeBug(failure);
      log('warn', { message: 'drift not counted', source, detail });
    }
  }

  return {
    countFates(source, fates) {
      addFates(countsOf(source), fates);
    },
    countUnknownTypes(source, count) {
      countsOf(source).unknownTypes += count;
    },
    async write() {
      for (const [source, hours] of [...open]) await writeSource(source, hours);
    },
  };
}

/** The counts of a source in the hour that starts then, which are begun if there are none. */
function countsIn(
  open: Map<string, DriftHour[]>,
  source: string,
  start: number,
): DriftHour {
  const hours = open.get(source) ?? [];
  const known = hours.find((hour) => hour.start === start);
  if (known !== undefined) return known;
  const counts: DriftHour = { start, entries: {}, unknownTypes: 0 };
  open.set(source, [...hours, counts]);
  return counts;
}

function addFates({ entries }: DriftHour, fates: Fates): void {
  for (const [field, fate] of Object.entries(fates)) {
    const counts = entries[field] ?? {};
    entries[field] = { ...counts, [fate]: (counts[fate] ?? 0) + 1 };
  }
}
