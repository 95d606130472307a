import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.ts';

/** The tests that mutants of the map and of conversions have to get past. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: [
      'test/functions/core/map/**/*.test.ts',
      'test/functions/core/{event-time,visible-text}.test.ts',
      'test/functions/core/expression/first-value.test.ts',
    ],
    sequence: { sequencer: QuickFirst },
    setupFiles: ['test/mutants/fixed-seed.ts'],
    isolate: false,
    testTimeout: 300_000,
  },
});
