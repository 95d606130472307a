import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { baseline, type GoalName } from './goals.ts';
import { medianOf } from './measured-ratios.ts';
import { record } from './table.ts';

/** Keeps what was measured against the version that the goals name; of another it is printed. */
export async function recordAgainst(
  ratios: Partial<Record<GoalName, number[]>>,
): Promise<void> {
  if (await isBaseline(inject('against'))) {
    record(ratios);
    return;
  }
  for (const [name, ofRow] of Object.entries(ratios))
    process.stdout.write(`${name}, another version: ${medianOf(ofRow).toFixed(2)}\n`);
}

async function isBaseline(checkout: string): Promise<boolean> {
  const asked = ['-C', checkout, 'rev-parse', 'HEAD'];
  const { stdout } = await promisify(execFile)('git', asked);
  return stdout.startsWith(baseline);
}
