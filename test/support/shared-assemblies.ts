import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the process that synthesises for all test files listens. */
    synthesis: string;
    /** Where all test files make their directories. */
    temporaryDirs: string;
    /** Whether properties are played as often as in CI, not as often as in the inner loop. */
    isFull: boolean;
  }
}

/**
 * Starts the process that synthesises: the CDK is loaded once per test run, if at all. The
 * directories of the run go with it: test files share processes, and what one file makes another
 * can go on using.
 */
export default async function setup({ provide }: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-tests-'));
  provide('temporaryDirs', dir);
  const server = fork(join(import.meta.dirname, 'synthesis-server.ts'), [dir], {
    execArgv: [],
    // `npm run synth` and test/lib let the CDK look through the template: half of the time.
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  const [url] = await Promise.race([once(server, 'message'), endOf(server)]);
  provide('synthesis', String(url));
  return () => {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  };
}

async function endOf(server: ChildProcess): Promise<never> {
  const [code] = await once(server, 'exit');
  throw new Error(`The process that synthesises ended with ${code}.`);
}
