/** `npm test`: everything that must hold before a change lands, in the order in which it fails fastest. */
import { spawnSync } from 'node:child_process';
import { installChromium } from './chromium.ts';

const stages: [string, string][] = [
  ['types', 'the types of the library, the pages and the tests'],
  ['lint', 'the style rules and the import rules'],
  ['test:unit', 'the mathematics, the models, the session, the command line'],
  ['build', 'the book'],
  ['test:content', 'links, listings, sizes'],
  ['test:e2e', 'the pages in a real browser'],
];

let chromium: string;
try {
  chromium = installChromium();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
const only = process.argv.slice(2);
const started = Date.now();
for (const [script, what] of stages.filter(([name]) => only.length === 0 || only.includes(name))) {
  console.log(`\n── ${script}: ${what}`);
  const began = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CHROMIUM: chromium, ASTRO_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`\n${script} failed (npm run ${script} repeats it).`);
    process.exit(status ?? 1);
  }
  console.log(`── ${script}: passed in ${Math.round((Date.now() - began) / 1000)} s`);
}
console.log(`\nEverything passed in ${Math.round((Date.now() - started) / 1000)} s.`);
