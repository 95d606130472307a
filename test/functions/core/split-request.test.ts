import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  joinRequest,
  parsePlainPath,
  parseSplitPath,
  splitRequest,
  takeOut,
} from '../../../functions/core/split-request.ts';

const bodies = (body: unknown, path: string) =>
  splitRequest(body, parseSplitPath(path))?.map((event) => event.body);

describe('split paths', () => {
  test.each([
    ['$', []],
    ['events', ['events']],
    ['entry.changes', ['entry', 'changes']],
    ['data.`form-fields`.`1.3`', ['data', 'form-fields', '1.3']],
    ['entry[].changes[]', ['entry', 'changes']],
    ['entry[].changes', ['entry', 'changes']],
    ['`my entries`[].`tags[]`', ['my entries', 'tags[]']],
    ['`$`', ['$']],
  ])('%s', (path, steps) => {
    expect(parseSplitPath(path)).toEqual(steps);
  });

  test.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a[0]',
    'a b',
    '$.a',
    'a-b',
    '$events',
    '``',
    '`a',
    'a.$',
    '*',
    'a.*',
    'a[].[]',
    'a[][]',
    '[]',
    'a[',
  ])('%j is no plain path', (path) => {
    expect(parseSplitPath(path)).toBeUndefined();
  });
});

describe('one request becomes its events', () => {
  test('without a path the body is the one event, even if it is a list or nothing', () => {
    for (const body of [{ a: 1 }, [1, 2], null, 'text', 0])
      expect(splitRequest(body, undefined)).toEqual([{ body }]);
  });

  test('lists within lists give their events in order', () => {
    const body = {
      entry: [
        { id: 1, changes: ['a', 'b'] },
        { id: 2, changes: [] },
        { id: 3, changes: ['c'] },
      ],
    };

    expect(bodies(body, 'entry.changes')).toEqual(['a', 'b', 'c']);
    expect(
      splitRequest(body, ['entry', 'changes'])?.map((event) =>
        joinRequest(event.envelope, ['entry', 'changes'], event.body),
      ),
    ).toEqual([
      { entry: [{ id: 1, changes: ['a'] }] },
      { entry: [{ id: 1, changes: ['b'] }] },
      { entry: [{ id: 3, changes: ['c'] }] },
    ]);
  });

  test('an empty list has no events and is no mistake', () => {
    expect(bodies({ events: [] }, 'events')).toEqual([]);
    expect(bodies([], '$')).toEqual([]);
    expect(bodies({ entry: [] }, 'entry.changes')).toEqual([]);
  });

  test.each([
    ['a missing step', { other: [] }, 'events'],
    ['a missing inner step', { entry: [{ changes: [] }, {}] }, 'entry.changes'],
    ['an object where the list should be', { events: { id: 1 } }, 'events'],
    ['null where the list should be', { events: null }, 'events'],
    ['a text where the list should be', { events: 'x' }, 'events'],
    ['a body that is no list', { a: 1 }, '$'],
    ['a body that is nothing', null, 'events'],
    ['a prototype property', {}, 'constructor'],
    ['the prototype itself', {}, '__proto__'],
    ['a property of a list', { a: [] as unknown[] }, 'a.length'],
  ])('%s is an unexpected shape', (name, body, path) => {
    const isEmptyList = name === 'a property of a list';

    expect(bodies(body, path)).toEqual(isEmptyList ? [] : undefined);
  });

  test('an event joined with its envelope is the body with exactly this event', () => {
    const event = fc
      .jsonValue({ maxDepth: 1 })
      .map((value): unknown => JSON.parse(JSON.stringify(value)));
    const shape = fc.record({
      before: event,
      entry: fc.array(
        fc.record({
          id: fc.nat(),
          inner: fc.record({ items: fc.array(event, { maxLength: 3 }), rest: event }),
        }),
        {
          maxLength: 3,
        },
      ),
    });
    const steps = ['entry', 'inner', 'items'];

    fc.assert(
      fc.property(shape, (body) => {
        const events = splitRequest(body, steps) ?? [];
        const around = body.entry.flatMap((entry) =>
          entry.inner.items.map((item) => ({ entry, item })),
        );

        expect(events.map(({ body: item }) => item)).toEqual(
          around.map(({ item }) => item),
        );
        for (const [index, { envelope, body: item }] of events.entries()) {
          const { entry } = around[index] ?? { entry: undefined };
          const one = {
            ...body,
            entry: [{ ...entry, inner: { ...entry?.inner, items: [item] } }],
          };

          expect(joinRequest(JSON.parse(JSON.stringify(envelope)), steps, item)).toEqual(
            JSON.parse(JSON.stringify(one)),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the body is not changed by splitting', () => {
    const body = { list: [{ a: 1 }, { a: 2 }] };

    splitRequest(body, ['list'])?.map(({ envelope, body: event }) =>
      joinRequest(envelope, ['list'], event),
    );

    expect(body).toEqual({ list: [{ a: 1 }, { a: 2 }] });
  });
});

test('events of one place share what is around them, so that many cost no more than one', () => {
  const [first, second] =
    splitRequest({ all: [{ events: [1, 2] }], more: 'x' }, ['all', 'events']) ?? [];

  expect(first?.envelope).toEqual({ all: [{ events: [] }], more: 'x' });
  expect(second?.envelope).toBe(first?.envelope);
});

test.each<[around: unknown, steps: string[] | undefined, whole: unknown]>([
  [undefined, ['a'], 'event'],
  [{ a: 1 }, undefined, 'event'],
  [[], [], ['event']],
  [{ a: 1 }, [], 'event'],
  ['text', ['a'], { a: 'event' }],
  [{ a: [], b: 2 }, ['a'], { a: ['event'], b: 2 }],
  [[{ a: [] }], ['a'], [{ a: ['event'] }]],
])('%j, at %j: an event is put back', (around, steps, whole) => {
  expect(joinRequest(around, steps, 'event')).toStrictEqual(whole);
});

test.each<[value: unknown, steps: string[], taken: unknown, rest: unknown]>([
  [{ a: 1, b: 2 }, ['a'], 1, { b: 2 }],
  [{ a: { b: 1 }, c: 2 }, ['a', 'b'], 1, { a: {}, c: 2 }],
  [{ a: { b: 1 } }, ['a', 'c'], undefined, { a: { b: 1 } }],
  [null, ['a'], undefined, null],
  ['abc', ['length'], undefined, 'abc'],
  [['x'], ['0'], undefined, ['x']],
  [{}, ['toString'], undefined, {}],
  [1, [], 1, undefined],
])('%j, at %j: what stands there is taken out', (value, steps, taken, rest) => {
  expect(takeOut(value, steps)).toStrictEqual({ taken, rest });
});

test('the path of one place has neither $ nor [] in it', () => {
  expect(parsePlainPath('data.`tags[]`')).toEqual(['data', 'tags[]']);
  for (const path of ['$', 'a[]', 'a[].b', '', 'a.'])
    expect(parsePlainPath(path)).toBeUndefined();
});

test('each event knows how many there are, and one alone says nothing', () => {
  const counts = (body: unknown) =>
    splitRequest(body, ['a', 'b'])?.map(({ eventCount }) => eventCount);

  expect(counts({ a: [{ b: [1, 2] }, { b: [3] }] })).toEqual([3, 3, 3]);
  expect(counts({ a: [{ b: [1] }, { b: [] }] })).toEqual([undefined]);
});
