import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ArmResult } from '../../src/lib/experiments/study.ts';
import { createRng } from '../../src/lib/random.ts';
import { decodeWeights, type WeightsManifest } from '../../src/lib/session/checkpoint/weights.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = (script: string, args: string[]) =>
  [process.execPath, ['--import', './scripts/node-hooks.mjs', `cli/${script}.ts`, ...args]] as const;
function run(script: string, ...args: string[]) {
  const [program, all] = command(script, args);
  const { status, stdout, stderr } = spawnSync(program, all, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const folder = () => mkdtempSync(join(tmpdir(), 'book-'));
const quick = ['--steps', '20', '--batch', '32', '--budget', '600', '--samples', '500'];

/** An independent reader of NumPy's format: header by regular expression, then little-endian float32. */
function readNpy(path: string): { shape: number[]; values: Float32Array } {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 6).toString('latin1')).toBe('NUMPY');
  const length = bytes.readUInt16LE(8);
  const header = bytes.subarray(10, 10 + length).toString('latin1');
  expect((10 + length) % 64).toBe(0);
  expect(header).toMatch(/'descr': '<f4', 'fortran_order': False/);
  const shape = /\(([\d, ]+)\)/
    .exec(header)![1]!
    .split(',')
    .filter((s) => s.trim())
    .map(Number);
  const body = bytes.subarray(10 + length);
  return { shape, values: Float32Array.from({ length: body.length / 4 }, (_, i) => body.readFloatLE(4 * i)) };
}

describe('train:diffusion', () => {
  test('writes every file, and another reader of samples.npy finds the fraction that metrics.json states', () => {
    const out = folder();
    const { status, stdout } = run(
      'train-diffusion',
      '--experiment',
      'ring',
      '--seed',
      '1',
      '--T',
      '20',
      '--out',
      out,
      ...quick,
    );
    expect(status).toBe(0);
    expect(stdout).toContain('perfect sampler');
    const result = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
    expect(result).toMatchObject({ seed: 1, steps: 20, model: 'ddpm', interrupted: false, backend: { name: 'wasm' } });
    expect(result.sampling.evaluations).toBe(20);
    const samples = readNpy(join(out, 'samples.npy'));
    const data = readNpy(join(out, 'data.npy'));
    expect(samples.shape).toEqual([500, 2]);
    // Ring of radius 2, deviation 0.1, in the coordinates of the file.
    const inside = ({ values }: typeof samples) => {
      let hits = 0;
      for (let i = 0; i < 500; i++) {
        const near = Array.from({ length: 8 }, (_, k) =>
          Math.hypot(
            values[2 * i]! - 2 * Math.cos((k * Math.PI) / 4),
            values[2 * i + 1]! - 2 * Math.sin((k * Math.PI) / 4),
          ),
        );
        if (Math.min(...near) < 0.3) hits += 1;
      }
      return hits / 500;
    };
    expect(inside(samples)).toBeCloseTo(result.metrics.hq.value, 2);
    expect(inside(data)).toBeGreaterThan(0.97);
    expect(readFileSync(join(out, 'history.csv'), 'utf8').trim().split('\n')).toHaveLength(21);
    expect(readFileSync(join(out, 'picture.svg'), 'utf8')).toMatch(/^<svg[^>]+>[\s\S]*<\/svg>\s*$/);
  });

  test('gives the same samples for the same seed', () => {
    const [a, b] = [folder(), folder()];
    for (const out of [a, b]) run('train-diffusion', '--T', '20', '--out', out, ...quick);
    expect(readFileSync(join(a!, 'samples.npy'))).toEqual(readFileSync(join(b!, 'samples.npy')));
  });

  test('stopped by Ctrl-C, leaves valid files of what was done', async () => {
    const out = folder();
    const [program, args] = command('train-diffusion', [
      '--steps',
      '100000',
      '--samples',
      '100',
      '--T',
      '20',
      '--out',
      out,
    ]);
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve) => child.stderr.on('data', (text) => String(text).includes('step') && resolve()));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(130);
    const result = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
    expect(result.interrupted).toBe(true);
    expect(result.steps).toBeGreaterThan(0);
    expect(readNpy(join(out, 'samples.npy')).shape).toEqual([100, 2]);
    expect(readFileSync(join(out, 'history.csv'), 'utf8').trim().split('\n')).toHaveLength(result.steps + 1);
    expect(existsSync(join(out, 'metrics.json.part'))).toBe(false);
  }, 60_000);
});

describe('train:gan', () => {
  test('writes its metrics with both losses and their equilibrium', () => {
    const out = folder();
    expect(run('train-gan', '--experiment', 'ring', '--out', out, ...quick).status).toBe(0);
    const result = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
    expect(Object.keys(result.losses)).toEqual(['gan.d', 'gan.V', 'gan.g']);
    expect(result.references['gan.g'].value).toBeCloseTo(Math.log(2), 12);
    expect(result.sampling.evaluations).toBe(1);
  });
});

describe('train', () => {
  test('trains an arm by its name, and asks one that is told labels for those of the data', () => {
    const out = folder();
    const options = ['--experiment', 'digits', '--arm', 'unet-conditional', '--steps', '2', '--samples', '500'];
    const { status, stdout } = run('train-arm', ...options, '--out', out);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}labelAccuracy +0\.\d+ +perfect sampler/m);
    const { config } = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as { config: object };
    expect(config).toMatchObject({ conditional: true, net: 'conv', sampler: 'ddim', samplerSteps: 50 });
    expect(config).not.toHaveProperty('title');
  });
});

describe('compare', () => {
  test('prints a table of every sampler with a perfect one beside it', () => {
    const out = folder();
    const { status, stdout } = run(
      'compare',
      '--data',
      'ring',
      '--arms',
      'hinge,ddpm',
      '--seeds',
      '2',
      '--T',
      '20',
      '--out',
      out,
      ...quick,
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^hinge .*±/m);
    expect(stdout).toMatch(/noise prediction: ancestral, every step .*±/);
    expect(stdout).toMatch(/noise prediction: DDIM 10 .*±/);
    expect(stdout).toMatch(/exact score: DDIM 10/);
    expect(stdout).toMatch(/a perfect sampler/);
    const result = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8'));
    expect(result.results.map(({ arm, seed }: { arm: string; seed: number }) => `${arm} ${seed}`)).toEqual([
      'hinge 1',
      'ddpm 1',
      'hinge 2',
      'ddpm 2',
    ]);
    expect(readNpy(join(out, 'samples-hinge-one-pass.npy')).shape).toEqual([500, 2]);
  }, 90_000);

  test('refuses an arm that the data set does not have, naming those that it has', () => {
    const { status, stderr } = run('compare', '--data', 'ring', '--arms', 'hinge,magic', '--out', folder());
    expect(status).toBe(2);
    expect(stderr).toMatch(/The experiment ring has no arm "magic"\. It has non-saturating, .*ddpm/);
  });
});

describe('experiments', () => {
  test('writes a study and weights that can be read again, and goes on from what it kept', () => {
    const out = folder();
    const args = ['--only', 'ring', '--arms', 'vae', '--seeds', '2', '--steps', '30', '--samples', '500'];
    const again = () => run('experiments', ...args, '--out', out, '--keep', join(out, 'kept'));
    const { status, stderr } = again();
    expect(status).toBe(0);
    expect(stderr).toMatch(/2 of 2: VAE, seed 2/);
    const study = JSON.parse(readFileSync(join(out, 'runs/study-ring.json'), 'utf8'));
    expect(study.results).toHaveLength(2);
    expect(study.results[0]).toMatchObject({ arm: 'vae', seed: 1, steps: 30, fault: null });
    expect(study.shown.vae.samples[0]).toHaveLength(1000);
    const manifest = JSON.parse(readFileSync(join(out, 'checkpoints/ring-vae.json'), 'utf8')) as WeightsManifest;
    const bytes = new Uint8Array(readFileSync(join(out, 'checkpoints/ring-vae.bin')));
    const { tensors } = decodeWeights(manifest, bytes, createRng(1).state());
    expect(tensors['weights.0']!.some((v) => v !== 0)).toBe(true);
    expect(tensors['moments.0']!.every((v) => v === 0)).toBe(true);
    expect(() => decodeWeights(manifest, bytes.subarray(2), createRng(1).state())).toThrow(/should have \d+ bytes/);
    const second = again();
    expect(second.stderr).not.toMatch(/seed 2/); // nothing was left to do
    expect(JSON.parse(readFileSync(join(out, 'runs/study-ring.json'), 'utf8')).results).toEqual(study.results);

    const other = ['--only', 'ring', '--arms', 'hinge', '--seeds', '1', '--steps', '30', '--samples', '500'];
    expect(run('experiments', ...other, '--out', out, '--keep', join(out, 'kept')).status).toBe(0);
    const both = JSON.parse(readFileSync(join(out, 'runs/study-ring.json'), 'utf8'));
    expect(both.results.map(({ arm, seed }: ArmResult) => `${arm} ${seed}`)).toEqual(['hinge 1', 'vae 1', 'vae 2']);
    expect(both.seeds).toEqual([1, 2]);
    expect(Object.keys(both.shown)).toEqual(['hinge', 'vae']);
    expect(both.shown.vae).toEqual(study.shown.vae);
  }, 90_000);
});

describe('validate', () => {
  test('prints theory beside what was measured, and writes it down', () => {
    const out = folder();
    const { status, stdout } = run('validate', '--only', 'V5,V49', '--json', join(out, 'claims.json'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/V49 .*\n.*f at sigma = 1 .* 3\.1 .* holds/);
    expect(stdout).toMatch(/2 claims, \d+ checks in .*: all hold\./);
    const { claims } = JSON.parse(readFileSync(join(out, 'claims.json'), 'utf8'));
    expect(claims.map(({ id }: { id: string }) => id)).toEqual(['V5', 'V49']);
  });

  test('does not know V99, and says what there is', () => {
    const { status, stderr } = run('validate', '--only', 'V99');
    expect(status).toBe(2);
    expect(stderr).toMatch(/There is no claim V99\. There are V1, V2, V3a, .*V57/);
  });
});

describe('what is not understood ends with one sentence and code 2', () => {
  const blocked = join(folder(), 'file');
  writeFileSync(blocked, '');
  test.each([
    ['an unknown option', ['--sped', '3'], /There is no option --sped\. There are --experiment, /],
    ['an unknown experiment', ['--experiment', 'mars'], /--experiment is one of ring, grid25, .*; got "mars"/],
    ['a number that is none', ['--steps', 'many'], /--steps is a whole number from 1 to 200000; got "many"/],
    ['a number out of range', ['--lr', '7'], /--lr is a number from 0\.000001 to 1; got 7/],
    ['a missing value', ['--seed'], /Options are written --name value/],
    ['a stray word', ['ring'], /Options are written --name value/],
    [
      'a folder that cannot be written',
      ['--out', join(blocked, 'x')],
      /Cannot write results to ".*": a file is in the way/,
    ],
    ['a backend that does not exist', ['--backend', 'cuda'], /--backend is one of auto, webgpu, wasm, cpu; got "cuda"/],
  ])('%s', (_title, args, sentence) => {
    const { status, stderr } = run('train-diffusion', ...args);
    expect(status).toBe(2);
    expect(stderr.replace('1e-6', '0.000001')).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each(['train-gan', 'train-diffusion', 'compare', 'record'])('%s --help explains every option', (script) => {
    const { status, stdout } = run(script, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/npm run/);
    expect(stdout).toMatch(/--backend\s+the engine: auto \| webgpu \| wasm \| cpu \(default wasm\)/);
  });
});
