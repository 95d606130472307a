import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A new directory that is removed when the test run is over. */
export function temporaryDir(name: string): string {
  return mkdtempSync(join(inject('temporaryDirs'), `${name}-`));
}
