import fc from 'fast-check';
import {
  type Clock,
  clockOf,
  compareClocks,
  type FieldClocks,
} from '../../../../functions/core/memory/clock.ts';
import {
  clockFor,
  dropStale,
  type EventWrites,
} from '../../../../functions/core/write/drop-stale.ts';
import type { FieldWrite } from '../../../../functions/core/write/field-write.ts';

export type Field = 'firstName' | 'lastName' | 'email';
export type Said = Pick<FieldWrite, 'value' | 'overwrite' | 'isDefault'>;

export interface HistoryEvent {
  id: string;
  time: number | undefined;
  receivedAt: number;
  index: number;
  says: Partial<Record<Field, Said>>;
}

/** Bridge and the ledger, as far as a field clock is concerned. */
export interface State {
  contact: Partial<Record<string, unknown>>;
  clocks: FieldClocks;
}

export const nothing: State = { contact: {}, clocks: {} };
const value = fc.constantFrom('a', 'b', 'c');
export const overwriting: fc.Arbitrary<Said> = value.map((text) => ({
  value: text,
  overwrite: true,
}));
/** What a map can make of an event: it sets, clears, fills a gap, or has a default for one. */
export const anySaid: fc.Arbitrary<Said> = fc.oneof(
  overwriting,
  fc.constant({ value: null, overwrite: true }),
  value.map((text) => ({ value: text, overwrite: false })),
  fc.constant({ value: null, overwrite: false }),
  fc.record({ value, overwrite: fc.boolean(), isDefault: fc.constant(true) }),
);

export function historyOf(said: fc.Arbitrary<Said>): fc.Arbitrary<HistoryEvent[]> {
  const event = fc.record({
    time: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    receivedAt: fc.integer({ min: 1, max: 10 }),
    index: fc.integer({ min: 0, max: 2 }),
    says: fc.dictionary(fc.constantFrom<Field>('firstName', 'lastName', 'email'), said, {
      minKeys: 1,
    }),
  });
  return fc
    .array(event, { minLength: 1, maxLength: 8 })
    .map((events) => events.map((one, position) => ({ ...one, id: `e${position}` })));
}

export function toWrites({ says, receivedAt, ...event }: HistoryEvent): EventWrites {
  const writes = Object.entries(says).map(([field, said]): [string, FieldWrite] => [
    field,
    { field: field as Field, ...said },
  ]);
  return { clock: clockOf(event, receivedAt), writes: new Map(writes) };
}

/** A pack, written as `writeFields` does: what only fills a gap leaves a value alone. */
export function deliver(state: State, events: HistoryEvent[], replay = false): State {
  const known = { committed: state.clocks, counted: {} };
  const fresh = dropStale(events.map(toWrites), known, replay);
  return [...fresh.writes].reduce(
    (next, [field, write]) => apply(next, field, write),
    state,
  );
}

function apply(state: State, field: string, write: Said & { clock: Clock }): State {
  if (!write.overwrite && hasValue(state, field)) return state;
  return {
    contact: { ...state.contact, [field]: write.value },
    clocks: { ...state.clocks, [field]: write.clock },
  };
}

function hasValue({ contact }: State, field: string): boolean {
  return contact[field] !== undefined && contact[field] !== null;
}

/** What a pack has to come to, said the slow way: every write by itself, the oldest first. */
export function oneByOne(state: State, events: HistoryEvent[]): State {
  const writes = events.map(toWrites).flatMap((event) =>
    [...event.writes].map(([field, write]) => ({
      field,
      write: { ...write, clock: clockFor(write, event.clock) },
    })),
  );
  return writes
    .sort((a, b) => compareClocks(a.write.clock, b.write.clock))
    .filter(({ field, write }) => {
      const before = state.clocks[field];
      return before === undefined || compareClocks(write.clock, before) > 0;
    })
    .reduce((next, { field, write }) => apply(next, field, write), state);
}
