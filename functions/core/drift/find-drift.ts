import type { DriftHour } from './drift-hour.ts';

/** How often an entry had a value, and since when that is less than half of what it was. */
export interface EntryShare {
  /** As the map names it. */
  field: string;
  /**
   * Shares of events, 0 to 1: in the week before the latest, or before it fell; `undefined` for too
   * few to tell.
   */
  before: number | undefined;
  /** In the latest, or since it fell. */
  now: number | undefined;
  /** The first ms of the hour since which it drifts; `undefined` if it does not. */
  since: number | undefined;
  /** All that were counted. */
  events: number;
}

/** Counts of an entry: in an hour, or in several. */
interface Tally {
  values: number;
  events: number;
}

interface TallyHour extends Tally {
  start: number;
}

const nothing: Tally = { values: 0, events: 0 };

/** The latest events that have to be alike: as many whole hours as hold so many. */
const recentEvents = 30;
/** Fewer before a change say nothing. */
const leastBefore = 20;
/** What is compared lies so long before the change, and the change so long ago at most. */
const weekMs = 7 * 86_400_000;
/** An entry that seldom has a value, as where each event is about one field, is not judged. */
const leastShare = 0.5;
/** It drifts when this part of the share is left, or less. */
const mostLeft = 0.5;
/**
 * So many times (e^8.5, as a logarithm) two shares explain the counts better than one does. By
 * chance that happens in fewer than 1 in 1,000 steady histories: `find-drift.test.ts`.
 */
const leastEvidence = 8.5;

/**
 * Judges every entry that was counted: looks for an hour since which its share is half of that in
 * the week before, or less, and in the latest events too. A share that falls from 60 % or more to
 * 20 % or less is found within 30 events, where there are 200 or more before. A week later the new
 * share is the normal one.
 * @param hours of one source, oldest first; an hour without counts can be left out
 */
export function judgeEntries(hours: DriftHour[]): EntryShare[] {
  const fields = new Set(hours.flatMap(({ entries }) => Object.keys(entries)));
  return [...fields].sort().map((field) => judge(field, tallyHours(field, hours)));
}

/** A share as it is shown. */
export function percentOf(share: number | undefined): number | undefined {
  return share === undefined ? undefined : Math.round(share * 100);
}

function tallyHours(field: string, hours: DriftHour[]): TallyHour[] {
  return hours.flatMap(({ start, entries }) => {
    const counts = entries[field];
    if (counts === undefined) return [];
    const { value = 0, empty = 0, invalid = 0 } = counts;
    return { start, values: value, events: value + empty + invalid };
  });
}

/** An hour since which the share may be another. */
interface Split {
  start: number;
  before: Tally;
  after: Tally;
}

function judge(field: string, hours: TallyHour[]): EntryShare {
  const splits = splitsOf(hours);
  const events = splits[0]?.after.events ?? 0;
  const recent = splits.findLast(({ after }) => after.events >= recentEvents);
  const now = shareOf(recent?.after ?? splits[0]?.after ?? nothing);
  const found = recent && findFall(splits, recent);
  if (found !== undefined) {
    const { start: since, before, after } = found;
    return { field, before: shareOf(before), now: shareOf(after), since, events };
  }
  const isKnown = recent !== undefined && recent.before.events >= leastBefore;
  const before = isKnown ? shareOf(recent.before) : undefined;
  return { field, before, now, since: undefined, events };
}

/** One for each hour: the week before it, and all from it on. */
function splitsOf(hours: TallyHour[]): Split[] {
  const sums: Tally[] = [{ values: 0, events: 0 }];
  for (const hour of hours) sums.push(plus(sums.at(-1), hour));
  const whole = sums.at(-1);
  return hours.map(({ start }, index) => {
    const week = hours.findIndex((hour) => hour.start >= start - weekMs);
    return {
      start,
      before: minus(sums[index], sums[week]),
      after: minus(whole, sums[index]),
    };
  });
}

/** The hour that explains the counts best as a change, if it is a fall that goes on. */
function findFall(splits: Split[], recent: Split): Split | undefined {
  const latest = splits.at(-1)?.start ?? 0;
  const [first, ...others] = splits.filter(({ before }) => before.events >= leastBefore);
  if (first === undefined) return undefined;
  const best = others.reduce(
    (one, other) => (evidence(other) > evidence(one) ? other : one),
    first,
  );
  const goesOn =
    best.start >= latest - weekMs && isHalf(shareOf(best.before), shareOf(recent.after));
  return goesOn && isFall(best) ? best : undefined;
}

function isFall(split: Split): boolean {
  const share = shareOf(split.before) ?? 0;
  return (
    share >= leastShare &&
    isHalf(share, shareOf(split.after)) &&
    evidence(split) >= leastEvidence
  );
}

function isHalf(before = 0, after = 0): boolean {
  return after <= before * mostLeft;
}

/** By how much, as a natural logarithm, two shares explain the counts better than one does. */
function evidence({ before, after }: Split): number {
  return likelihood(before) + likelihood(after) - likelihood(plus(before, after));
}

/** Of the counts, where their own share is the true one; a logarithm. */
function likelihood({ values, events }: Tally): number {
  const part = (count: number) => (count === 0 ? 0 : count * Math.log(count / events));
  return part(values) + part(events - values);
}

function plus(a: Tally = nothing, b: Tally = nothing): Tally {
  return { values: a.values + b.values, events: a.events + b.events };
}

function minus(a: Tally = nothing, b: Tally = nothing): Tally {
  return { values: a.values - b.values, events: a.events - b.events };
}

function shareOf({ values, events }: Tally): number | undefined {
  return events === 0 ? undefined : values / events;
}
