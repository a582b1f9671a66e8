import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const args = (...rest: string[]) => ['--import', './scripts/node-hooks.mjs', 'cli/classifier.ts', ...rest];
const run = (...rest: string[]) => spawnSync(process.execPath, args(...rest), { cwd: root, encoding: 'utf8' });
const folder = () => mkdtempSync(join(tmpdir(), 'classifier-'));

describe('classifier', () => {
  test('writes weights and a manifest that says how they came about', () => {
    const out = folder();
    const { status, stdout } = run('--data', 'digits', '--steps', '20', '--held-out', '200', '--out', out);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ % of 200 held-out images right \(.* % of 1597 in training\)/);
    const manifest = JSON.parse(readFileSync(join(out, 'classifier-digits.json'), 'utf8'));
    expect(manifest).toMatchObject({ data: 'digits', seed: 1, sizes: [64, 64, 32, 10], heldOut: { images: 200 } });
    expect(manifest.features.mean).toHaveLength(32);
    expect(readFileSync(join(out, 'classifier-digits.bin')).length).toBe(2 * (65 * 64 + 65 * 32 + 33 * 10));
  }, 60_000);

  test('stopped by Ctrl-C, writes nothing', async () => {
    const out = folder();
    const child = spawn(process.execPath, args('--steps', '100000', '--out', out), {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve) => child.stderr.on('data', (text) => String(text).includes('step') && resolve()));
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130);
    expect(readdirSync(out)).toEqual([]);
  }, 60_000);

  test.each([
    ['MNIST without its files', ['--data', 'mnist'], /MNIST comes from your own copy: give its two files/],
    [
      'files that are not there',
      ['--data', 'mnist', '--images', 'no/a', '--labels', 'no/b'],
      /Cannot read "no\/a": ENOENT/,
    ],
    ['files that are no IDX', ['--data', 'mnist', '--images', 'LICENSE', '--labels', 'LICENSE'], /LICENSE: .* not IDX/],
    [
      'nothing left to train on',
      ['--held-out', '1797'],
      /--held-out is less than the number of images, 1797; got 1797/,
    ],
  ])('%s ends with one sentence and code 2', (_, rest, sentence) => {
    const { status, stderr } = run(...rest, '--out', folder());
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});
