import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories } from './histories.ts';
import { judgeEnd } from './judge.ts';
import { playOnWorkers } from './play-on-workers.ts';

const seed = Number(process.env.ORACLE_SEED ?? 20781);
const count = Number(process.env.ORACLE_WORKER_HISTORIES ?? 30);
const played = fc
  .sample(histories, { numRuns: count, seed })
  // What Bridge refuses by its text is played in one process only.
  .map(({ refusals: _, ...history }, index) => [index, history] as const);
let faults = 0;

test.each(played)(
  'G1 G2 G3 G4 G6 history %i on worker processes, some of them killed, ends as the model says',
  async (_, history) => {
    const { observations, start } = await playOnWorkers(history);
    faults += observations.faultsPlaced;

    expect([...judgeEnd(history, observations, start), JSON.stringify(history)]).toEqual([
      JSON.stringify(history),
    ]);
  },
);

test('the faults were placed', () => {
  expect(faults).toBeGreaterThanOrEqual(count / 2);
});
