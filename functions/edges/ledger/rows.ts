import type { Clock, Doubt, FieldClocks } from '../../core/memory/clock.ts';
import type { Failing } from '../../core/memory/workspace-state.ts';
import * as z from '../../core/shape.ts';

/** JSON in an attribute. What lies in items as short lists is written and read here. */
export const jsonText = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
);

/** A short list whose places have types of their own. `z.tuple` is 2 KB of the bundle. */
const row = <T extends (string | number)[]>(...types: ('string' | 'number')[]) =>
  z.custom<T>(
    (value) =>
      Array.isArray(value) &&
      value.length === types.length &&
      types.every((type, index) => typeof value[index] === type),
  );

const clock = z.pipe(
  row<[time: number, receivedAt: number, index: number, eventId: string]>(
    'number',
    'number',
    'number',
    'string',
  ),
  z.transform(
    ([at, receivedAt, index, eventId]): Clock => ({ time: at, receivedAt, index, eventId }),
  ),
);

/** By field. */
export const clocksSchema = z.record(z.string(), clock);

const doubt = z.pipe(
  row<[field: string, number, number, number, eventId: string, notedAt: number]>(
    'string',
    'number',
    'number',
    'number',
    'string',
    'number',
  ),
  z.transform(([field, at, receivedAt, index, eventId, notedAt]): Doubt => {
    return { field, clock: { time: at, receivedAt, index, eventId }, notedAt };
  }),
);
/** A doubt as the text that stands in the set. */
export const doubtTextSchema = z.pipe(jsonText, doubt);

/** A first failure as the text that stands in the set; 0 where Bridge named no time. */
export const failingTextSchema = z.pipe(
  jsonText,
  z.pipe(
    row<[group: string, at: number, retryAt: number]>('string', 'number', 'number'),
    z.transform(([group, at, retryAt]) => ({
      group,
      at,
      retryAt: retryAt === 0 ? undefined : retryAt,
    })),
  ),
);

/** A clock as it lies in an item. */
function toRow({ time, receivedAt, index, eventId }: Clock) {
  return [time, receivedAt, index, eventId] as const;
}

/** Clocks by field, as they lie in an item. */
export function toRows(clocks: FieldClocks): Record<string, ReturnType<typeof toRow>> {
  return Object.fromEntries(
    Object.entries(clocks).map(([field, clock]) => [field, toRow(clock)]),
  );
}

/** Equal doubts have equal texts, so that the set holds each once and one can be taken out. */
export function doubtTexts(doubts: Doubt[]): Set<string> {
  return new Set(
    doubts.map(({ field, clock, notedAt }) =>
      JSON.stringify([field, ...toRow(clock), notedAt]),
    ),
  );
}

/** Equal failures have equal texts: one that is noted twice counts once. */
export function failingText({ group, at, retryAt = 0 }: Failing): string {
  return JSON.stringify([group, at, retryAt]);
}
