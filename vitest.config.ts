import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    maxWorkers: Math.max(2, availableParallelism() - 1), // Vitest would leave one of two cores idle
    setupFiles: ['tests/helpers/setup.ts'],
    testTimeout: 90_000, // the software GPU compiles its shaders on the processor that runs the tests
    // Node loads TensorFlow.js's ES build itself, as the command line does; Vitest would make a second copy of half of it.
    execArgv: ['--import', './scripts/node-hooks.mjs'],
    server: { deps: { external: [/@tensorflow/] } },
  },
});
