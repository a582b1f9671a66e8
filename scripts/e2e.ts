/**
 * The browser tests: `npm run test:e2e`. Builds the book under /book/, where every forgotten base shows, checks that
 * build, serves it, and runs Playwright. Arguments go to Playwright: `npm run test:e2e -- race`. BOOK_BUILT=1 takes the
 * build of the last time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serve } from './serve.ts';

const base = '/book/';
const folder = 'out/book';

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}
const node = (script: string, ...args: string[]) => [`node_modules/${script}`, ...args];

if (process.env['BOOK_BUILT'] !== '1' || !existsSync(`${folder}/index.html`)) {
  run(process.execPath, node('astro/bin/astro.mjs', 'build', '--outDir', folder, '--silent'), { BASE: base });
  run(process.execPath, node('pagefind/lib/runner/bin.cjs', '--site', folder, '--silent'));
}
run(process.execPath, ['scripts/check-content.ts'], { DIST: folder });

const { url, close } = await serve(folder, base);
const { spawn } = await import('node:child_process');
const playwright = spawn(process.execPath, node('@playwright/test/cli.js', 'test', ...process.argv.slice(2)), {
  stdio: 'inherit',
  env: { ...process.env, BOOK_URL: url },
});
playwright.on('exit', async (code) => {
  await close();
  process.exit(code ?? 1);
});
