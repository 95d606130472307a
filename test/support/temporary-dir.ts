import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** A new directory that is removed when the test file has run. */
export function temporaryDir(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `bridgehook-${name}-`));
  made.push(dir);
  return dir;
}
