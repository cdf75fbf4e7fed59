import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Many tests start programs of their own, which need cores too, or wait for them, which leaves cores idle.
    maxWorkers: Math.max(3, Math.ceil(availableParallelism() / 2)),
    minWorkers: 1,
  },
});
