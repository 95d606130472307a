import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Clock,
  clockOf,
  compareClocks,
  mergeClocks,
} from '../../../../functions/core/memory/clock.ts';

const clock: fc.Arbitrary<Clock> = fc.record({
  time: fc.nat(2),
  receivedAt: fc.nat(2),
  index: fc.nat(2),
  eventId: fc.constantFrom('a', 'b'),
});
const at = (time: number, receivedAt: number, index: number, eventId: string): Clock => ({
  time,
  receivedAt,
  index,
  eventId,
});

describe('G4: the clock of an event', () => {
  test('never runs ahead of the time of receiving, and without a time it is that', () => {
    expect(clockOf({ id: 'a', index: 2, time: 500 }, 100)).toEqual(at(100, 100, 2, 'a'));
    expect(clockOf({ id: 'a', index: 2, time: 50 }, 100)).toEqual(at(50, 100, 2, 'a'));
    expect(clockOf({ id: 'a', index: 2 }, 100)).toEqual(at(100, 100, 2, 'a'));
  });

  test('has its place in one total order: time, received, index, id', () => {
    fc.assert(
      fc.property(clock, clock, clock, (a, b, c) => {
        expect(compareClocks(a, b)).toBe(-compareClocks(b, a) + 0);
        expect(compareClocks(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
        if (compareClocks(a, b) <= 0 && compareClocks(b, c) <= 0)
          expect(compareClocks(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test.each([
    [at(2, 1, 0, 'a'), at(10, 1, 0, 'a')],
    [at(2, 1, 9, 'a'), at(2, 3, 0, 'a')],
    [at(2, 1, 0, 'b'), at(2, 1, 1, 'a')],
    [at(2, 1, 0, 'a'), at(2, 1, 0, 'b')],
  ])('%j is older than %j', (older, newer) => {
    expect(compareClocks(older, newer)).toBeLessThan(0);
  });

  test('the content of a clock counts, and not the order in which a table gives its parts', () => {
    const { time, receivedAt, index, eventId } = at(2, 1, 0, 'a');

    expect(compareClocks(at(2, 1, 0, 'a'), { eventId, index, receivedAt, time })).toBe(0);
  });
});

describe('G4: the clocks of two contacts that become one', () => {
  const clocks = fc.dictionary(fc.constantFrom('firstName', 'lastName', 'email'), clock);

  test('are the newer one of each field, whichever of the two is asked first', () => {
    fc.assert(
      fc.property(clocks, clocks, (a, b) => {
        const merged = mergeClocks(a, b);

        expect(merged).toEqual(mergeClocks(b, a));
        for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) {
          const both = [a[field], b[field]].filter((one) => one !== undefined);
          expect(merged[field]).toEqual(both.sort(compareClocks).at(-1));
        }
      }),
    );
  });
});
