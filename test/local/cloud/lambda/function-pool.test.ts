import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { realClock } from '../../../../local/cloud/clock.ts';
import {
  type Pace,
  startFunctionPool,
} from '../../../../local/cloud/lambda/function-pool.ts';
import { temporaryDir } from '../../../support/temporary-dir.ts';

/** Gives the number of its process; one event waits until another has been there. */
const code = `import { existsSync, writeFileSync } from 'node:fs';
export const handler = async ({ waitFor, write }) => {
  if (write) writeFileSync(write, '');
  while (waitFor && !existsSync(waitFor)) await new Promise((resolve) => setTimeout(resolve, 5));
  return process.pid;
};`;

async function startPool(pace: Pace) {
  const directory = temporaryDir('pool');
  writeFileSync(join(directory, 'index.mjs'), code);
  const pool = startFunctionPool(
    {
      name: 'tiny',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:tiny',
      region: 'us-east-1',
      directory,
      handler: 'index.handler',
      timeoutSeconds: 60,
      memoryMb: 128,
      environment: {},
      maximumConcurrency: 10,
    },
    realClock(),
    () => {},
    pace,
  );
  onTestFinished(pool.stop);
  return { pool, flag: join(directory, 'flag') };
}

test('many calls at once share as many workers as are enough, and all are answered', async () => {
  const { pool } = await startPool({ starting: 1, enough: 2, patienceMs: 3_600_000 });

  const outcomes = await Promise.all(Array.from({ length: 30 }, () => pool.invoke({})));

  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(30);
  const pids = outcomes.map((outcome) => (outcome.ok ? outcome.payload : ''));
  expect(new Set(pids).size).toBeLessThanOrEqual(2);
});

test('where those workers do not come on, more are started: what waits for another call gets it', async () => {
  const { pool, flag } = await startPool({ starting: 1, enough: 1, patienceMs: 20 });

  const [first, second, last] = await Promise.all([
    pool.invoke({ waitFor: flag }),
    pool.invoke({ waitFor: flag }),
    pool.invoke({ write: flag }),
  ]);

  expect([first, second, last].map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(new Set([first, second, last].map((one) => one.ok && one.payload)).size).toBe(3);
});
