import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { histories } from './histories.ts';
import { assertHolds } from './oracle.ts';

// Many histories against the real functions: npm run soak -- --histories 10000 --seed 1
const { values } = parseArgs({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const startedAt = performance.now();
let faults = 0;
let done = 0;

const result = await fc.check(
  fc.asyncProperty(histories, async (history) => {
    faults += history.faults.length;
    done += 1;
    if (done % 500 === 0) process.stderr.write(`${done} histories\n`);
    await assertHolds(history);
  }),
  { numRuns: Number(values.histories), seed },
);

const seconds = Math.round((performance.now() - startedAt) / 1000);
if (result.failed)
  process.stdout.write(
    `${String(result.errorInstance)}\n${JSON.stringify(result.counterexample?.[0])}\n`,
  );
process.stdout.write(
  `${result.numRuns} histories, ${faults} faults asked for, seed ${seed}, ${seconds} s, ${result.failed ? '1 failure' : '0 failures'}\n`,
);
process.exitCode = result.failed ? 1 : 0;
