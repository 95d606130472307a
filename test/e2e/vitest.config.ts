import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const { TEST_REPORT: report } = process.env;

/** `npm run test:e2e`: one file, one flow after the other. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/e2e/*.e2e.ts'],
    setupFiles: 'test/e2e/support/resolve-localhost.mjs',
    // Against a flow that never ends. Each wait gives up before, and says what for.
    testTimeout: 1_800_000,
    hookTimeout: 900_000,
    reporters:
      report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
