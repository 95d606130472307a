import type { FieldReason, Said } from '../reasons/field-reason.ts';

/** What an entry of a map came to for an event; the value itself is never kept. */
export const fates = ['value', 'empty', 'invalid'] as const;
export type Fate = (typeof fates)[number];

/** By the field, as the map has it: `cellphone`, `customAttributes.Lead source`. */
export type Fates = Record<string, Fate>;

/** How often an entry came to what. All together are the events that it was asked for. */
export type EntryCounts = Partial<Record<Fate, number>>;

/** What was counted of a source in one hour: names and numbers, nothing of anybody. */
export interface DriftCounts {
  entries: Record<string, EntryCounts>;
  /** Events that the filter left out, of types that the source does not know. */
  unknownTypes: number;
}

export interface DriftHour extends DriftCounts {
  /** Its first ms since 1970. */
  start: number;
}

export const hourMs = 3_600_000;
/** So long hours are kept. */
export const keptDays = 14;

/** The first ms of the hour that a time lies in; both since 1970. */
export function hourOf(time: number): number {
  return time - (time % hourMs);
}

/** The hours of which something can be kept, oldest first; the last is that of `now`. */
export function keptHours(now: number): number[] {
  const count = keptDays * 24;
  const first = hourOf(now) - (count - 1) * hourMs;
  return Array.from({ length: count }, (_, index) => first + index * hourMs);
}

/** What each entry of a map came to for an event, without its value. */
export function fatesOf(reasons: FieldReason[]): Fates {
  const entries = reasons.flatMap(({ field, said }) =>
    said === undefined ? [] : [[field, fateOf(said)] as const],
  );
  return Object.fromEntries(entries);
}

/** A language that Bridge has no word for counts as invalid: it was sent, and cannot be used. */
function fateOf({ kind, because }: Said): Fate {
  switch (kind) {
    case 'set':
      return 'value';
    case 'clear':
      return 'empty';
    case 'invalid':
      return 'invalid';
    case 'skip':
      return because === 'missing' || because === 'empty' ? 'empty' : 'invalid';
  }
}
