import {
  type Clock,
  compareClocks,
  type Doubt,
  type FieldClocks,
} from '../../core/memory/clock.ts';
import type { Failing } from '../../core/memory/workspace-state.ts';
import * as z from '../../core/shape.ts';
import { fieldOf, shortName } from './packed/field-names.ts';

/** JSON in an attribute. What lies in items as short lists is written and read here. */
export const jsonText = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
);

type Kind = 'string' | 'number' | 'names';

/** A short list whose places have types of their own. `z.tuple` is 2 KB of the bundle. */
const row = <T extends unknown[]>(...kinds: Kind[]) =>
  z.custom<T>(
    (value) =>
      Array.isArray(value) &&
      value.length === kinds.length &&
      kinds.every((kind, index) => isOf(kind, value[index])),
  );

function isOf(kind: Kind, value: unknown): boolean {
  if (kind !== 'names') return typeof value === kind;
  return [value].flat().every((name) => typeof name === 'string');
}

type ClockRow = [time: number, receivedAt: number, index: number, eventId: string];
const clockRow = row<ClockRow>('number', 'number', 'number', 'string');

function fromRow([time, receivedAt, index, eventId]: ClockRow): Clock {
  return { time, receivedAt, index, eventId };
}

/** A clock as it lies in an item. */
function toRow({ time, receivedAt, index, eventId }: Clock): ClockRow {
  return [time, receivedAt, index, eventId];
}

/** Each clock once, and for each field which of them is its own. */
const sharedClocks = z.pipe(
  z.object({ rows: z.array(clockRow), of: z.record(z.string(), z.number()) }),
  z.transform(({ rows, of }): FieldClocks => {
    const clocks = rows.map(fromRow);
    const entries = Object.entries(of).flatMap(([name, index]) => {
      const clock = clocks[index];
      return clock === undefined ? [] : [[fieldOf(name), clock] as const];
    });
    return Object.fromEntries(entries);
  }),
);

/** As versions before 0.2 wrote them: each field with a clock of its own. */
const ownClocks = z.record(z.string(), z.pipe(clockRow, z.transform(fromRow)));

/** Clocks by field. */
export const clocksSchema = z.union([sharedClocks, ownClocks]);

const doubts = z.pipe(
  row<[fields: string | string[], ...ClockRow, notedAt: number]>(
    'names',
    'number',
    'number',
    'number',
    'string',
    'number',
  ),
  z.transform(([fields, at, receivedAt, index, eventId, notedAt]): Doubt[] =>
    [fields].flat().map((name) => ({
      field: fieldOf(name),
      clock: { time: at, receivedAt, index, eventId },
      notedAt,
    })),
  ),
);
/** The doubts of a text that stands in the set; of one field, as versions before 0.2 wrote them. */
export const doubtTextSchema = z.pipe(jsonText, doubts);

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

/** Clocks by field as they lie in an item: an event has written many fields, with one clock. */
export function toRows(clocks: FieldClocks): {
  rows: ClockRow[];
  of: Record<string, number>;
} {
  const rows: Clock[] = [];
  const of = Object.entries(clocks).map(([field, clock]) => {
    const known = rows.findIndex((other) => compareClocks(other, clock) === 0);
    const index = known === -1 ? rows.push(clock) - 1 : known;
    return [shortName(field), index] as const;
  });
  return { rows: rows.map(toRow), of: Object.fromEntries(of) };
}

/**
 * Doubts as they stand in the set: those that one run notes of one event are one text. Equal doubts
 * have equal texts, so that the set holds each once.
 */
export function doubtTexts(all: Doubt[]): Set<string> {
  const groups = Map.groupBy(all, ({ clock, notedAt }) =>
    JSON.stringify([...toRow(clock), notedAt]),
  );
  return new Set(
    [...groups].map(([rest, members]) => {
      const names = [...new Set(members.map(({ field }) => shortName(field)))].sort();
      return `[${JSON.stringify(names)},${rest.slice(1)}`;
    }),
  );
}

/** Equal failures have equal texts: one that is noted twice counts once. */
export function failingText({ group, at, retryAt = 0 }: Failing): string {
  return JSON.stringify([group, at, retryAt]);
}
