import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/shared-assemblies.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than there are cores: a file that waits for the processes of its local run leaves a
    // core idle.
    maxWorkers: availableParallelism() + 1,
  },
});
