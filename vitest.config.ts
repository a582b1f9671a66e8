import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    testTimeout: 30_000,
    // TensorFlow.js's ES build has extensionless imports: let Vite resolve and transform it.
    server: { deps: { inline: [/@tensorflow/] } },
  },
  resolve: { mainFields: ['module', 'main'] },
});
