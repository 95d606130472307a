import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const { TEST_REPORT: report } = process.env;

/** `npm run test:browser`: a real browser, and `npm start` with its real console. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/browser/*.browser.ts'],
    // A browser, a local run and its workers are enough for two cores.
    fileParallelism: false,
    // Against a test that never ends. Each wait gives up before, and says what for.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters:
      report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
