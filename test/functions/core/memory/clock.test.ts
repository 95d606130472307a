import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clockOf,
  compareClocks,
  dropStale,
  type EventWrites,
  type FieldClocks,
  type FieldWrite,
} from '../../../../functions/core/memory/clock.ts';

type Field = 'firstName' | 'lastName' | 'email';
interface HistoryEvent {
  id: string;
  time: number | undefined;
  receivedAt: number;
  index: number;
  values: Partial<Record<Field, string>>;
}

/** Bridge and the ledger, as far as a field clock is concerned. */
interface State {
  contact: Partial<Record<string, unknown>>;
  clocks: FieldClocks;
}

const fields = fc.dictionary(
  fc.constantFrom<Field>('firstName', 'lastName', 'email'),
  fc.constantFrom('a', 'b', 'c'),
  { minKeys: 1 },
);
const history: fc.Arbitrary<HistoryEvent[]> = fc
  .array(
    fc.record({
      time: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      receivedAt: fc.integer({ min: 1, max: 10 }),
      index: fc.integer({ min: 0, max: 2 }),
      values: fields,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((events) => events.map((event, position) => ({ ...event, id: `e${position}` })));

function toWrites({ values, receivedAt, ...event }: HistoryEvent): EventWrites {
  const writes = Object.entries(values).map(([field, value]): [string, FieldWrite] => [
    field,
    { field: field as Field, value, overwrite: true },
  ]);
  return { clock: clockOf(event, receivedAt), writes: new Map(writes) };
}

function deliver(state: State, events: HistoryEvent[], replay = false): State {
  const fresh = dropStale(events.map(toWrites), state.clocks, replay);
  const next: State = { contact: { ...state.contact }, clocks: { ...state.clocks } };
  for (const [key, write] of fresh.writes) {
    next.contact[key] = write.value;
    next.clocks[key] = write.clock;
  }
  return next;
}

const nothing: State = { contact: {}, clocks: {} };
const byClock = (a: HistoryEvent, b: HistoryEvent) =>
  compareClocks(toWrites(a).clock, toWrites(b).clock);

/** What G4 promises, said the slow way: per field the value of the newest event that has it. */
function newestValues(events: HistoryEvent[]): State['contact'] {
  return Object.assign({}, ...[...events].sort(byClock).map(({ values }) => values));
}

const shuffled = history.chain((events) =>
  fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
);

describe('G4: newest wins per field', () => {
  test('in whatever order events are delivered, alone or repeated', () => {
    fc.assert(
      fc.property(shuffled, fc.array(fc.nat()), ([events, order], repeats) => {
        const deliveries = [
          ...order,
          ...repeats.map((at) => order[at % order.length]).filter((event) => event !== undefined),
        ];

        const end = deliveries.reduce((state, event) => deliver(state, [event]), nothing);

        expect(end.contact).toEqual(newestValues(events));
      }),
      { numRuns: 300 },
    );
  });

  test('packed into messages of any size it ends as one by one', () => {
    fc.assert(
      fc.property(
        shuffled,
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
        ([events, order], sizes) => {
          let state = nothing;
          let rest = order;
          for (const size of [...sizes, order.length]) {
            if (rest.length > 0) state = deliver(state, rest.slice(0, size));
            rest = rest.slice(size);
          }

          expect(state).toEqual(order.reduce((one, event) => deliver(one, [event]), nothing));
          expect(state.contact).toEqual(newestValues(events));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('every field of every event is written, stale or done, exactly once', () => {
    fc.assert(
      fc.property(history, history, (before, events) => {
        const { clocks } = before.reduce((state, event) => deliver(state, [event]), nothing);

        const fresh = dropStale(events.map(toWrites), clocks, false);

        const written = [...fresh.writes].map(([field, { clock }]) => `${clock[3]}/${field}`);
        const noted = [...fresh.stale, ...fresh.done].flatMap(([id, keys]) =>
          keys.map((field) => `${id}/${field}`),
        );
        expect([...written, ...noted].sort()).toEqual(
          events
            .flatMap(({ id, values }) => Object.keys(values).map((field) => `${id}/${field}`))
            .sort(),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a clock never runs ahead of the time of receiving, and without a time it is that', () => {
    expect(clockOf({ id: 'a', index: 2, time: 500 }, 100)).toEqual([100, 100, 2, 'a']);
    expect(clockOf({ id: 'a', index: 2, time: 50 }, 100)).toEqual([50, 100, 2, 'a']);
    expect(clockOf({ id: 'a', index: 2 }, 100)).toEqual([100, 100, 2, 'a']);
  });

  test('clocks are in one total order: time, received, index, id', () => {
    const clock = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.constantFrom('a', 'b'));

    fc.assert(
      fc.property(clock, clock, clock, (a, b, c) => {
        expect(compareClocks(a, b)).toBe(-compareClocks(b, a) + 0);
        expect(compareClocks(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
        if (compareClocks(a, b) <= 0 && compareClocks(b, c) <= 0)
          expect(compareClocks(a, c)).toBeLessThanOrEqual(0);
      }),
    );
    expect(compareClocks([2, 1, 0, 'a'], [10, 1, 0, 'a'])).toBeLessThan(0);
  });
});

describe('G4: the same event again', () => {
  const event: HistoryEvent = {
    id: 'e',
    time: 5,
    receivedAt: 9,
    index: 0,
    values: { firstName: 'a', email: 'b' },
  };

  test('after a crash its fields are done and not sent', () => {
    const after = deliver(nothing, [event]);

    const again = dropStale([toWrites(event)], after.clocks, false);

    expect(again.writes.size).toBe(0);
    expect(again.done).toEqual(new Map([['e', ['firstName', 'email']]]));
  });

  test('a replay wins the tie with itself, and loses against newer', () => {
    const after = deliver(deliver(nothing, [event]), [
      { ...event, id: 'f', time: 6, values: { email: 'newer' } },
    ]);

    const corrected = deliver(
      after,
      [{ ...event, values: { firstName: 'corrected', email: 'corrected' } }],
      true,
    );

    expect(corrected.contact).toEqual({ firstName: 'corrected', email: 'newer' });
  });
});
