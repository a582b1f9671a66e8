/**
 * The browser tests: `npm run test:e2e`. Builds the book under /book/, where every forgotten base shows, checks that
 * build, serves it, and runs Playwright. Arguments go to Playwright: `npm run test:e2e -- race`. BOOK_BUILT=1 takes the
 * build of the last time.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
  run(process.execPath, node('astro/bin/astro.mjs', 'build', '--outDir', folder, '--silent'), {
    BASE: base,
    MNIST_URL: `${base}data/mnist/`, // a folder that only a test's own answers fill
  });
  run(process.execPath, node('pagefind/lib/runner/bin.cjs', '--site', folder, '--silent'));
}
run(process.execPath, ['scripts/check-content.ts'], { DIST: folder });

const { url, close } = await serve(folder, base);
/** The two projects one after the other: what is timed must not share the machine with what is only looked at. */
async function playwright(...args: string[]): Promise<number> {
  const child = spawn(process.execPath, node('@playwright/test/cli.js', 'test', ...args, ...process.argv.slice(2)), {
    stdio: 'inherit',
    env: { ...process.env, BOOK_URL: url },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
const codes = [];
for (const project of ['pages', 'training'])
  codes.push(await playwright(`--project=${project}`, '--pass-with-no-tests'));
await close();
process.exit(Math.max(...codes));
