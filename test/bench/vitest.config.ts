import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    globalSetup: 'test/support/shared-assemblies.ts',
    testTimeout: 600_000,
    reporters: ['tree'],
  },
});
