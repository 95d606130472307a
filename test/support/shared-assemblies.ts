import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory of this test run for what several test files synthesise. */
    assemblies: string;
  }
}

export default function setup({ provide }: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-assemblies-'));
  provide('assemblies', dir);
  return () => rmSync(dir, { recursive: true, force: true });
}
