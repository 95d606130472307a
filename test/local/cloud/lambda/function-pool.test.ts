import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { realClock } from '../../../../local/cloud/clock.ts';
import {
  type Pace,
  startFunctionPool,
} from '../../../../local/cloud/lambda/function-pool.ts';
import { temporaryDir } from '../../../support/temporary-dir.ts';

const alone: Pace = { starting: 1, enough: 1, patienceMs: 3_600_000 };

/** Gives the number of its process; one event waits until another has been there. */
const code = `import { existsSync, writeFileSync } from 'node:fs';
export const handler = async ({ waitFor, write }) => {
  if (write) writeFileSync(write, '');
  while (waitFor && !existsSync(waitFor)) await new Promise((resolve) => setTimeout(resolve, 5));
  return process.pid;
};`;

async function startPool(pace: Pace = alone, source = code) {
  const directory = temporaryDir('pool');
  writeFileSync(join(directory, 'index.mjs'), source);
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

test.each([
  ['is told of an event of several MB, and answers as much', 'x'.repeat(5_000_000)],
  ['is told of lines and of other letters', 'a\nb\r\n\u2028 ü 🦊 "\\'],
])('a function %s', async (_, text) => {
  const { pool } = await startPool(
    alone,
    'export const handler = async (event) => event;',
  );

  const outcome = await pool.invoke({ text });

  expect(outcome.ok && JSON.parse(outcome.payload)).toEqual({ text });
});

test.each([
  ['undefined', 'null'],
  ['() => 1', 'null'],
  ['new Date(0)', '"1970-01-01T00:00:00.000Z"'],
])('what a function gives back as %s is the JSON %s', async (value, payload) => {
  const { pool } = await startPool(alone, `export const handler = async () => ${value};`);

  expect(await pool.invoke({})).toEqual({ ok: true, payload });
});

test.each([
  ['what is no JSON', 'return 1n;', 'TypeError', /BigInt/],
  ['an error', "throw new RangeError('too far');", 'RangeError', /^too far$/],
  ['no error but a text', "throw 'no';", 'string', /^no$/],
  ['a wait without an end', 'return new Promise(() => {});', 'Runtime.ExitError', /exit/],
])(
  'a function that ends in %s fails, and the next call does not',
  async (_, body, errorType, message) => {
    const source = `export const handler = async ({ fail }) => { if (fail) { ${body} } return 1; };`;
    const { pool } = await startPool(alone, source);

    const failed = await pool.invoke({ fail: true });
    const next = await pool.invoke({});

    expect(failed).toMatchObject({
      ok: false,
      errorType,
      errorMessage: expect.stringMatching(message),
    });
    expect(next).toEqual({ ok: true, payload: '1' });
  },
);

test('a function whose module throws says so for each call', async () => {
  const { pool } = await startPool(alone, "throw new Error('no settings');");

  for (const _ of [1, 2])
    expect(await pool.invoke({})).toMatchObject({
      ok: false,
      errorType: 'Error',
      errorMessage: 'no settings',
    });
});

test('a function has no parent that it can speak to', async () => {
  const source = 'export const handler = async () => typeof process.send;';
  const { pool } = await startPool(alone, source);

  expect(await pool.invoke({})).toEqual({ ok: true, payload: '"undefined"' });
});
