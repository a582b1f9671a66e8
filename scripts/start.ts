/**
 * Builds the book and serves it: `npm start`. PORT=4400 changes the port, BASE=/book/ the path, `--no-build` serves
 * what was built before.
 */
import { spawnSync } from 'node:child_process';
import { serve } from './serve.ts';

const base = process.env['BASE'] ?? '/';
const wanted = process.env['PORT'] ?? '4321';
const port = Number(wanted);

if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`PORT is "${wanted}", but must be a number from 0 to 65535.`);
  process.exit(2);
}
if (!process.argv.includes('--no-build')) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
try {
  const { url } = await serve('dist', base, port);
  console.log(`\nThe book is at ${url}\nCtrl-C ends it.`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
