import { expect, test } from 'vitest';
import { virtualClock } from '../../../local/cloud/clock.ts';
import { startSchedule } from '../../../local/cloud/lambda/schedule.ts';

test('a function is started at its rate, also while a run goes on, and not after the stop', async () => {
  const clock = virtualClock(0);
  const runs: { event: unknown; end: () => void }[] = [];
  let idle = 0;
  const pool = {
    invoke(event: unknown) {
      const { promise, resolve } = Promise.withResolvers<{ ok: true; payload: string }>();
      runs.push({ event, end: () => resolve({ ok: true, payload: 'null' }) });
      return promise;
    },
    kill: () => {},
    stop: async () => {},
  };
  const schedule = startSchedule(pool, 60_000, clock, () => {
    idle += 1;
  });

  clock.advanceTo(59_000);
  const early = runs.length;
  clock.advanceTo(181_000);
  const started = [runs.length, schedule.active(), idle];
  for (const { end } of runs) end();
  await Promise.resolve();
  await Promise.resolve();
  const ended = [schedule.active(), idle];
  schedule.stop();
  clock.advanceTo(600_000);

  expect(early).toBe(0);
  expect(started).toEqual([3, 3, 0]);
  expect(ended).toEqual([0, 1]);
  expect(runs).toHaveLength(3);
  expect(runs[0]?.event).toMatchObject({ source: 'aws.events' });
});
