import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DriftHour, hourMs } from '../../../../functions/core/drift/drift-hour.ts';
import { judgeEntries } from '../../../../functions/core/drift/find-drift.ts';
import { seededRandom } from '../../../oracle/random.ts';

const start = Date.UTC(2026, 0, 1);

/** An hour of one entry: how many events, and how many of these had a value. */
type Counted = [events: number, values: number];

function hoursOf(counted: Counted[], field = 'cellphone'): DriftHour[] {
  return counted.map(([events, values], hour) => ({
    start: start + hour * hourMs,
    unknownTypes: 0,
    entries: { [field]: { value: values, empty: events - values } },
  }));
}

const judged = (counted: Counted[]) => judgeEntries(hoursOf(counted))[0];
const steady = (hours: number, events: number, values: number): Counted[] =>
  Array.from({ length: hours }, () => [events, values]);

test('a renamed question is found with the hour since which it is, and what it was (G10)', () => {
  const drifting = judged([...steady(24, 50, 48), [40, 8], [30, 0], [30, 1]]);

  expect(drifting).toEqual({
    field: 'cellphone',
    before: 0.96,
    now: 0.09,
    since: start + 24 * hourMs,
    events: 24 * 50 + 100,
  });
});

test('each entry is judged by its own events: one that is new or gone does not drift', () => {
  const hours = hoursOf(steady(24, 50, 50)).map((hour, index): DriftHour => {
    if (index < 12) return { ...hour, entries: { ...hour.entries, gone: { value: 50 } } };
    return { ...hour, entries: { ...hour.entries, new: { empty: 40, invalid: 10 } } };
  });

  expect(judgeEntries(hours).map(({ field, since }) => [field, since])).toEqual([
    ['cellphone', undefined],
    ['gone', undefined],
    ['new', undefined],
  ]);
});

test('a value that does not fit any more counts like none', () => {
  const hours = hoursOf(steady(24, 50, 50));
  const later = hoursOf(steady(26, 50, 50))
    .slice(24)
    .map((hour): DriftHour => ({ ...hour, entries: { cellphone: { invalid: 50 } } }));

  expect(judgeEntries([...hours, ...later])[0]).toMatchObject({
    now: 0,
    since: start + 24 * hourMs,
  });
});

test('too few events say nothing, neither before nor now', () => {
  expect(judged([...steady(1, 19, 19), [100, 0]])).toMatchObject({ before: undefined });
  expect(judged([...steady(24, 50, 50), [4, 0]])).toMatchObject({
    now: 50 / 54,
    since: undefined,
  });
  expect(judgeEntries([])).toEqual([]);
});

test('an entry that seldom has a value is not judged: each event can be about another field', () => {
  expect(judged([...steady(24, 50, 20), [500, 0]])).toMatchObject({ since: undefined });
});

test('what stays as it is has become normal a week later', () => {
  const during = judged([...steady(24, 50, 50), ...steady(100, 50, 1)]);
  const later = judged([...steady(24, 50, 50), ...steady(7 * 24 + 2, 50, 1)]);

  expect(during).toMatchObject({ since: start + 24 * hourMs });
  expect(later).toMatchObject({ before: 0.02, since: undefined });
});

test('a fall from 60 % or more to 20 % or less is found within 30 events, whatever was before', () => {
  const share = fc.double({ min: 0.6, max: 1, noNaN: true });
  const left = fc.double({ min: 0, max: 0.2, noNaN: true });
  const volumes = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 160 });

  fc.assert(
    fc.property(
      share,
      left,
      volumes,
      fc.integer({ min: 1, max: 30 }),
      (a, b, hours, most) => {
        const before = [200, ...hours].map((events): Counted => {
          return [events, Math.ceil(events * a)];
        });
        const after: Counted[] = [];
        for (let open = 30; open > 0; open -= most) {
          const events = Math.min(open, most);
          after.push([events, 0]);
        }
        spread(after, Math.floor(30 * b));

        const found = judged([...before, ...after]);

        expect(found?.since).toBeDefined();
        expect(found?.now).toBeLessThan((found?.before ?? 0) / 2 + 0.05);
      },
    ),
  );
});

/** Gives values to hours, as many to each as it has events. */
function spread(hours: Counted[], values: number): void {
  let left = values;
  for (const hour of hours) {
    hour[1] = Math.min(hour[0], left);
    left -= hour[1];
  }
}

describe('steady histories', () => {
  const histories = 5_000;

  function steadyHistory(random: () => number): Counted[] {
    const share = 0.4 + 0.6 * random();
    const busiest = 2 ** (1 + 7 * random());
    const length = 1 + Math.floor(random() * 336);
    return Array.from({ length }, () => {
      const events = Math.floor(random() * busiest);
      let values = 0;
      for (let event = 0; event < events; event += 1) if (random() < share) values += 1;
      return [events, values];
    });
  }

  test('fewer than 1 in 1,000 seem to drift', () => {
    const random = seededRandom(17);
    let alarms = 0;
    for (let history = 0; history < histories; history += 1)
      if (judged(steadyHistory(random))?.since !== undefined) alarms += 1;

    expect(alarms).toBeLessThan(histories / 1_000);
  });
});
