import {
  type DriftHour,
  hourMs,
  hourOf,
} from '../../../functions/core/drift/drift-hour.ts';
import { percentOf } from '../../../functions/core/drift/find-drift.ts';
import type { EntryTrend, SourceView } from '../../../local/console/api/sources.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import { judgeSource } from '../../events/show-drift.ts';

const volumeHours = 24;

/**
 * Requests per hour of the last 24, oldest first; rows of which only events are known are none.
 * @param now ms since 1970
 */
export function volumeOf(rows: readonly TimelineRow[], now: number): number[] {
  const last = hourOf(now);
  const volume = Array.from({ length: volumeHours }, () => 0);
  for (const { at, state, cause } of rows) {
    if (state === 'unknown' && cause === undefined) continue;
    const index = volumeHours - 1 - (last - hourOf(at)) / hourMs;
    const counted = volume[index];
    if (counted !== undefined) volume[index] = counted + 1;
  }
  return volume;
}

/** Why requests were refused or put off, the commonest cause first. */
export function refusalsOf(rows: readonly TimelineRow[]): SourceView['refusals'] {
  const failed = rows.filter(isRefusal);
  return [...Map.groupBy(failed, ({ cause = '' }) => cause)]
    .map(([cause, ofCause]) => ({
      cause,
      words: ofCause[0]?.causeWords ?? cause,
      count: ofCause.length,
    }))
    .sort((a, b) => b.count - a.count);
}

export function isRefusal({ state }: TimelineRow): boolean {
  return state === 'refused' || state === 'put-off';
}

/**
 * How often each entry of a map has a value, hour by hour, and whether it drifts: judged as by
 * `events --drift`.
 * @param hours what was counted of the source
 * @param shown the first ms of each hour that is shown, oldest first
 */
export function trendsOf(
  source: string,
  hours: readonly DriftHour[],
  shown: readonly number[],
): EntryTrend[] {
  const byStart = new Map(hours.map((hour) => [hour.start, hour]));
  return judgeSource(source, [...hours]).entries.map(
    ({ field, before, now, since, events }) => ({
      field,
      shares: shown.map((start) => shareIn(byStart.get(start), field)),
      events,
      beforePercent: percentOf(before),
      nowPercent: percentOf(now),
      driftsSince: since === undefined ? undefined : new Date(since).toISOString(),
    }),
  );
}

function shareIn(hour: DriftHour | undefined, field: string): number | null {
  const { value = 0, empty = 0, invalid = 0 } = hour?.entries[field] ?? {};
  const events = value + empty + invalid;
  return events === 0 ? null : value / events;
}
