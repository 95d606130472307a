import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests that mutants of the reader have to get past. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: [
      'test/functions/core/{receive,verify,body}/**/*.test.ts',
      'test/functions/core/deliver/reread-event.test.ts',
      'test/functions/core/{json-numbers,plain-value,split-request,scope,message}*.test.ts',
      'test/functions/edges/hook*.test.ts',
      'test/providers/*.test.ts',
    ],
    setupFiles: ['test/mutants/fixed-seed.ts'],
    isolate: false,
    // Stryker has a limit of its own: a slow machine must not pass for a test that noticed.
    testTimeout: 300_000,
  },
});
