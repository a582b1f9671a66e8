/** `npm test`: everything that must hold before a change lands, in the order in which it fails fastest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { installChromium } from './chromium.ts';

const stages: [string, string][] = [
  ['types', 'the types of the library, the pages and the tests'],
  ['lint', 'the style rules and the import rules'],
  ['test:unit', 'the mathematics, the models, the session, the command line'],
  ['content', 'theorems, exercises, numbers of the chapters'],
  ['test:e2e', 'the built book under a sub-path: links, sizes, and its pages in a real browser'],
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
const chosen = stages.filter(([name]) => only.length === 0 || only.includes(name));
const environment = { ...process.env, CHROMIUM: chromium, ASTRO_TELEMETRY_DISABLED: '1' };

async function run([script, what]: [string, string]): Promise<void> {
  console.log(`\n── ${script}: ${what}`);
  const began = Date.now();
  const child = spawn('npm', ['run', '--silent', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
    shell: process.platform === 'win32',
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) {
    console.error(`\n${script} failed (npm run ${script} repeats it).`);
    process.exit(status ?? 1);
  }
  console.log(`── ${script}: passed in ${Math.round((Date.now() - began) / 1000)} s`);
}

// Types and style rules keep one core each; everything after them takes all there are.
const quick = chosen.filter(([name]) => name === 'types' || name === 'lint');
await Promise.all(quick.map(run));
for (const stage of chosen.filter((one) => !quick.includes(one))) await run(stage);
console.log(`\nEverything passed in ${Math.round((Date.now() - started) / 1000)} s.`);
