import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';

/** In a process of its own: vitest reads each import through an object, which costs the product. */
test('a map of 14 fields', async () => {
  const script = join(import.meta.dirname, 'map/measure.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  process.stdout.write(stdout);
});
