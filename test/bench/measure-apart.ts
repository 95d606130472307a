import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GoalName } from './goals.ts';

/**
 * The ratios that a script of this folder writes, in a process of its own: vitest reads each import
 * through an object, which costs the product and not what it is compared with.
 */
export async function measureApart(
  script: string,
): Promise<Partial<Record<GoalName, number[]>>> {
  const path = join(import.meta.dirname, script);
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
