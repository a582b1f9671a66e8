import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.ts';

/** scripts/e2e.ts builds the book under a sub-path, serves it, and says here where. */
const baseURL = process.env['BOOK_URL'] ?? 'http://localhost:4321/book/';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'out/e2e-results',
  workers: 2,
  projects: [
    // Pages are only looked at: one on each core.
    { name: 'pages', testMatch: /(a11y|pages|reading)\.spec\.ts/, fullyParallel: true },
    // The software GPU and the trainings share the machine: side by side they would only slow each other down.
    { name: 'training', testIgnore: /(a11y|pages|reading)\.spec\.ts/, workers: 1 },
  ],
  // Not even where browsers are killed: a second try would hide a saved run that is lost.
  retries: 0,
  timeout: 120_000,
  reporter: [['list']],
  use: {
    baseURL,
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
