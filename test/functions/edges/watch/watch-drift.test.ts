import { expect, test } from 'vitest';
import { type DriftHour, hourMs } from '../../../../functions/core/drift/drift-hour.ts';
import type { LogFields } from '../../../../functions/edges/log/log.ts';
import { createDriftWatch } from '../../../../functions/edges/watch/watch-drift.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const kept = 14 * 24;

function setUp(hours: DriftHour[]) {
  const lines: (LogFields & { level: string })[] = [];
  const asked: number[] = [];
  let now = noon + 60_000;
  const watch = createDriftWatch({
    sources: ['form'],
    read: async (_, wanted) => {
      asked.push(wanted.length);
      return hours.filter(({ start }) => wanted.includes(start));
    },
    now: () => now,
    log: (level, fields) => lines.push({ level, ...fields }),
  });
  const wait = (ms: number) => {
    now += ms;
  };
  return { watch, lines, asked, wait };
}

const hourWith = (start: number, value: number, empty: number): DriftHour => ({
  start,
  unknownTypes: 0,
  entries: { cellphone: { value, empty } },
});

test('an entry that drifts is said once in an hour: what it was, what it is, and since when', async () => {
  const hours = [hourWith(noon - 2 * hourMs, 970, 30), hourWith(noon, 3, 97)];
  const { watch, lines, wait } = setUp(hours);

  await watch();
  wait(300_000);
  await watch();
  expect(lines).toEqual([
    {
      level: 'warn',
      message: 'field drifts',
      source: 'form',
      field: 'cellphone',
      beforePercent: 97,
      nowPercent: 3,
      since: '2026-01-01T12:00:00.000Z',
    },
  ]);
  wait(hourMs);
  await watch();

  expect(lines).toHaveLength(2);
});

test('what goes on as before is not said', async () => {
  const { watch, lines } = setUp([
    hourWith(noon - hourMs, 970, 30),
    hourWith(noon, 97, 3),
  ]);

  await watch();

  expect(lines).toEqual([]);
});

test('hours that are over are read once; this one and the last each time, for what comes late', async () => {
  const hours = [hourWith(noon - hourMs, 100, 0)];
  const { watch, lines, asked, wait } = setUp(hours);

  await watch();
  hours.push(hourWith(noon, 0, 100));
  wait(300_000);
  await watch();
  hours[1] = hourWith(noon, 100, 900);
  wait(3 * hourMs);
  await watch();

  expect(asked).toEqual([kept, 2, 5]);
  expect(lines).toMatchObject([{ nowPercent: 0 }, { nowPercent: 10 }]);
});
