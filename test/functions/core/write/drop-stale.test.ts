import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Clock,
  compareClocks,
  type FieldClocks,
} from '../../../../functions/core/memory/clock.ts';
import {
  dropStale,
  type EventWrites,
} from '../../../../functions/core/write/drop-stale.ts';
import {
  deliver,
  type HistoryEvent,
  historyOf,
  nothing,
  overwriting,
  type Said,
  type State,
  toWrites,
} from './histories.ts';

const history = historyOf(overwriting);
const shuffled = history.chain((events) =>
  fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
);

const byClock = (a: HistoryEvent, b: HistoryEvent) =>
  compareClocks(toWrites(a).clock, toWrites(b).clock);

/** What G4 promises, said the slow way: per field the value of the newest event that has it. */
function newestValues(events: HistoryEvent[]): State['contact'] {
  const inOrder = [...events]
    .sort(byClock)
    .map(({ says }) =>
      Object.fromEntries(Object.entries(says).map(([field, said]) => [field, said.value])),
    );
  return Object.assign({}, ...inOrder);
}

describe('G4: newest wins per field', () => {
  test('in whatever order events are delivered, alone or repeated', () => {
    fc.assert(
      fc.property(shuffled, fc.array(fc.nat()), ([events, order], repeats) => {
        const deliveries = [
          ...order,
          ...repeats
            .map((at) => order[at % order.length])
            .filter((event) => event !== undefined),
        ];

        const end = deliveries.reduce((state, event) => deliver(state, [event]), nothing);

        expect(end.contact).toEqual(newestValues(events));
      }),
      { numRuns: 300 },
    );
  });

  test('packed into messages of any size it ends as one by one', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 });

    fc.assert(
      fc.property(shuffled, sizes, ([events, order], parts) => {
        let state = nothing;
        let rest = order;
        for (const size of [...parts, order.length]) {
          if (rest.length > 0) state = deliver(state, rest.slice(0, size));
          rest = rest.slice(size);
        }

        expect(state).toEqual(
          order.reduce((one, event) => deliver(one, [event]), nothing),
        );
        expect(state.contact).toEqual(newestValues(events));
      }),
      { numRuns: 300 },
    );
  });

  test('every field of every event is written, stale or done, exactly once', () => {
    fc.assert(
      fc.property(history, history, (before, events) => {
        const { clocks } = before.reduce(
          (state, event) => deliver(state, [event]),
          nothing,
        );

        const known = { committed: clocks, counted: {} };
        const fresh = dropStale(events.map(toWrites), known, false);

        const written = [...fresh.writes].map(
          ([field, { clock }]) => `${clock.eventId}/${field}`,
        );
        const noted = [...fresh.stale, ...fresh.done].flatMap(([id, keys]) =>
          keys.map((field) => `${id}/${field}`),
        );
        expect([...written, ...noted].sort()).toEqual(
          events
            .flatMap(({ id, says }) => Object.keys(says).map((field) => `${id}/${field}`))
            .sort(),
        );
      }),
      { numRuns: 200 },
    );
  });
});

test('G4: a replay of what was committed is stale where a newer doubt counts as the clock', () => {
  const clock: Clock = { time: 1, receivedAt: 2, index: 0, eventId: 'old' };
  const newer: Clock = { time: 5, receivedAt: 6, index: 0, eventId: 'parked' };
  const writes = new Map([
    ['email', { field: 'email', value: 'a', overwrite: true } as const],
  ]);
  const known = { committed: { email: clock }, counted: { email: newer } };

  const fresh = dropStale([{ clock, writes }], known, true);

  expect(fresh.stale).toEqual(new Map([['old', ['email']]]));
  expect(fresh.writes.size).toBe(0);
});

describe('G4: a doubt that counts as the clock', () => {
  const doubt: Clock = { time: 5, receivedAt: 9, index: 1, eventId: 'm' };
  const standing = (clock: Clock, committed: FieldClocks = {}) => {
    const writes = new Map([
      ['email', { field: 'email', value: 'a', overwrite: true } as const],
    ]);
    const fresh = dropStale(
      [{ clock, writes }],
      { committed, counted: { email: doubt } },
      false,
    );
    return {
      isWritten: fresh.writes.has('email'),
      isStale: fresh.stale.has(clock.eventId),
      isDone: fresh.done.has(clock.eventId),
    };
  };
  const open = { isWritten: true, isStale: false, isDone: false };
  const stale = { isWritten: false, isStale: true, isDone: false };

  test.each<[string, Partial<Clock>, object]>([
    ['what is older in time', { time: 4 }, stale],
    ['what was received before', { receivedAt: 8 }, stale],
    ['what came before it in the request', { index: 0 }, stale],
    ['the same event again is not older: it is written', {}, open],
    ['what is newer is written', { time: 6 }, open],
  ])('makes stale what is strictly older: %s', (_, other, expected) => {
    expect(standing({ ...doubt, ...other })).toEqual(expected);
  });

  test('and takes no place of a clock that is newer', () => {
    const committed = { email: { ...doubt, time: 7 } };

    expect(standing({ ...doubt, time: 6 }, committed)).toEqual(stale);
    expect(standing({ ...doubt, time: 8 }, committed)).toEqual(open);
  });

  test('of one field says nothing about another', () => {
    const writes = new Map([
      ['firstName', { field: 'firstName', value: 'a', overwrite: true }],
    ]);
    const events = [{ clock: { ...doubt, time: 1 }, writes }] as EventWrites[];

    const fresh = dropStale(events, { committed: {}, counted: { email: doubt } }, false);

    expect([...fresh.writes.keys()]).toEqual(['firstName']);
  });
});

describe('G4: the same event again', () => {
  const text = (word: string): Said => ({ value: word, overwrite: true });
  const event: HistoryEvent = {
    id: 'e',
    time: 5,
    receivedAt: 9,
    index: 0,
    says: { firstName: text('a'), email: text('b') },
  };

  test('after a crash its fields are done and not sent', () => {
    const after = deliver(nothing, [event]);

    const known = { committed: after.clocks, counted: {} };
    const again = dropStale([toWrites(event)], known, false);

    expect(again.writes.size).toBe(0);
    expect(again.done).toEqual(new Map([['e', ['firstName', 'email']]]));
  });

  test('a replay wins the tie with itself, and loses against newer', () => {
    const newer = { ...event, id: 'f', time: 6, says: { email: text('newer') } };
    const after = deliver(deliver(nothing, [event]), [newer]);

    const corrected = {
      ...event,
      says: { firstName: text('corrected'), email: text('corrected') },
    };
    const end = deliver(after, [corrected], true);

    expect(end.contact).toEqual({ firstName: 'corrected', email: 'newer' });
  });
});
