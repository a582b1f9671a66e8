/** Finds a Chromium for the browser tests, or installs one: Debian's package where that is allowed, else Playwright's download. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium as playwright } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function search(): string | null {
  const wanted = process.env.CHROMIUM;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM names "${wanted}", and there is no such file.`);
  }
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const own = playwright.executablePath();
  return [...places, ...onPath, ...(own ? [own] : [])].find((path) => existsSync(path)) ?? null;
}

const run = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

/** @throws Error with one sentence that says what to do. */
export function findChromium(): string {
  const found = search();
  if (!found)
    throw new Error(
      'No Chromium was found. Install one (on Debian: apt-get install chromium) or set CHROMIUM to its path.',
    );
  return found;
}

/** As findChromium, after trying to install one. */
export function installChromium(): string {
  const found = search();
  if (found) return found;
  console.log('No Chromium here; installing one.');
  const root = process.getuid?.() === 0;
  if (root && existsSync('/etc/debian_version')) {
    if (run('apt-get', 'update') && run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium'))
      return findChromium();
  }
  run(process.execPath, join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium');
  return findChromium();
}
