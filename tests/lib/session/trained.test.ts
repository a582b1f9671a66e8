import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/lib/data/index.ts';
import { findArm, type Sampling } from '../../../src/lib/experiments/arms.ts';
import type { ExperimentName } from '../../../src/lib/experiments/index.ts';
import { measure } from '../../../src/lib/metrics/index.ts';
import { createRng } from '../../../src/lib/random.ts';
import { fingerprint } from '../../../src/lib/session/checkpoint/format.ts';
import type { WeightsManifest } from '../../../src/lib/session/checkpoint/weights.ts';
import { createSession } from '../../../src/lib/session/session.ts';
import { wasmPaths } from '../../helpers/backends.ts';

const assets = fileURLToPath(new URL('../../../public/', import.meta.url));
const session = createSession({ wasmPaths });
afterEach(() => session.close());

const openTrained = (experiment: ExperimentName, trained: string, from = assets, config = {}) =>
  session.open({ experiment, trained, backend: 'wasm', assets: from, config });

type Manifest = WeightsManifest & { result: { samplings: { title: string; metrics: Record<string, number> }[] } };
const read = (name: string) => readFileSync(join(assets, 'checkpoints', name));
const manifestOf = (name: string) => JSON.parse(read(`${name}.json`).toString()) as Manifest;
const trainedNames = readdirSync(join(assets, 'checkpoints'))
  .filter((file) => file.endsWith('.json') && !file.startsWith('classifier'))
  .map((file) => file.replace('.json', ''));

describe('the trained models that the book ships', () => {
  test('are all of an arm that there is, with a checksum that fits', async () => {
    expect(trainedNames.length).toBeGreaterThan(25);
    for (const name of trainedNames) {
      const { experiment, arm, sha256 } = manifestOf(name);
      expect(`${experiment}-${findArm(experiment, arm).name}`).toBe(name);
      expect([name, await fingerprint(read(`${name}.bin`))]).toEqual([name, sha256]);
    }
  });

  // The study's own samples of seed 0: the same weights draw the same. They are kept in half precision, so a sample moves by about 5e-4,
  // more where a sampler's path forks; a sample of other weights would be about 1 away.
  test.each([
    ['ring', 'ddpm', 1, 600],
    ['ring', 'edm', 0, 600],
    ['ring', 'hinge', 0, 600],
    ['ring', 'flow', 0, 600],
    ['digits', 'stylegan', 0, 60],
    ['digits', 'dcgan', 0, 60],
    ['digits', 'unet', 2, 60],
    ['mnist', 'dcgan', 0, 60],
  ] as [ExperimentName, string, number, number][])(
    '%s-%s draws what it drew in the study',
    async (data, name, way, n) => {
      const study = JSON.parse(readFileSync(join(assets, 'runs', `study-${data}.json`), 'utf8')) as {
        shown: Record<string, { samples: number[][] }>;
      };
      const recorded = study.shown[name]!.samples[way]!;
      const opened = await openTrained(data, name);
      const { model, samplings } = findArm(data, name);
      const { title: _title, ...sampling } = samplings[way] as Sampling;
      const rows = Math.min(n, recorded.length / opened.dim);
      const { x } = await session.sample(model, { n: rows, seed: 0, ...sampling });
      expect(x).toHaveLength(rows * opened.dim);
      const off = Array.from(x, (value, i) => Math.abs(value - recorded[i]!)).sort((a, b) => a - b);
      expect(off[Math.floor(0.99 * off.length)]!).toBeLessThan(0.01);
    },
  );

  test.each([
    ['ring', 'ddpm', 1],
    ['ring', 'edm', 1],
    ['ring', 'vae', 0],
    ['digits', 'vae', 0],
  ] as [ExperimentName, string, number][])('%s-%s scores what its list says', async (data, name, way) => {
    const dataset = await loadDataset(data as 'ring', assets);
    await openTrained(data, name);
    const { model, samplings } = findArm(data, name);
    const { title, ...sampling } = samplings[way] as Sampling;
    const n = 2000;
    const rng = createRng(9);
    const score = async (seed: number) => {
      const { x } = await session.sample(model, { n, seed, ...sampling });
      return measure(dataset, x, dataset.sample(n, rng), rng);
    };
    const scores = await Promise.all([1, 2, 3, 4, 5].map(score));
    const { metrics } = manifestOf(`${data}-${name}`).result.samplings.find((one) => one.title === title)!;
    const compared = (data === 'ring' ? ['hq', 'spread', 'swd', 'mmd'] : ['swd', 'mmd']) as ('hq' | 'swd')[];
    for (const metric of compared) {
      const values = scores.map((one) => one[metric]!);
      const mean = values.reduce((sum, v) => sum + v / 5, 0);
      const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2 / 4, 0));
      // The recorded one is a single reading, of at least as many samples: it spreads no more than one of these.
      expect([metric, Math.abs(mean - metrics[metric]!) < 6 * spread * Math.sqrt(1 + 1 / 5)]).toEqual([metric, true]);
    }
  });
});

describe('a trained model', () => {
  test('trains on from where it stopped, and is not spoilt by it', async () => {
    const { config } = await openTrained('ring', 'ddpm', assets, { steps: 3200 });
    expect([config.steps, config.prediction]).toEqual([3200, 'eps']);
    const before = (await session.measure('ddpm', 2000)).values.hq!;
    const losses: number[] = [];
    let step = 0;
    await session.train((progress) => {
      losses.push(...progress.losses['ddpm.eps']!);
      ({ step } = progress);
    });
    expect([step, losses.length]).toEqual([3200, 200]);
    const mean = losses.reduce((sum, loss) => sum + loss / losses.length, 0);
    expect(mean).toBeLessThan(1.1 * 0.19); // the last of its list
    expect((await session.measure('ddpm', 2000)).values.hq!).toBeGreaterThan(before - 0.1);
  });

  test('of the reader’s data draws without them, and says what is missing where it needs them', async () => {
    const opened = await openTrained('mnist', 'vae');
    expect([opened.dim, opened.data.length, opened.bands]).toEqual([784, 0, {}]);
    const { x } = await session.sample('vae', { n: 2, seed: 1 });
    expect(x.every(Number.isFinite)).toBe(true);
    await expect(session.measure('vae', 10)).rejects.toThrow(/two files of MNIST/);
    await session.set({ steps: opened.step + 1000 });
    await expect(session.train(() => {})).rejects.toThrow(/two files of MNIST/);
  });

  test('is chosen an engine by the time of a sample, for which no data are needed', async () => {
    const { backend } = await session.open({ experiment: 'mnist', trained: 'dcgan', backend: 'auto', assets });
    expect(backend.milliseconds[backend.name]).toBeGreaterThan(0);
  });

  test('keeps the settings that its weights were trained with', async () => {
    await expect(openTrained('ring', 'ddpm', assets, { seed: 2 })).rejects.toThrow(/has the seed that it was trained/);
    await expect(openTrained('ring', 'ddpm', assets, { budget: 600 })).rejects.toThrow(/14000: leave it out/);
    expect((await openTrained('ring', 'ddpm', assets, { sampler: 'pc' })).config.sampler).toBe('pc');
  });
});

describe('files of weights that cannot be used are refused in a sentence:', () => {
  const root = mkdtempSync(join(tmpdir(), 'trained-'));
  afterAll(() => rmSync(root, { recursive: true }));
  let count = 0;
  /** The site with the files of ring-ddpm changed. */
  function site(change: (bytes: Buffer, manifest: Manifest) => { bytes?: Buffer | null; text?: string }): string {
    const folder = join(root, String((count += 1)), '/');
    mkdirSync(join(folder, 'checkpoints'), { recursive: true });
    cpSync(join(assets, 'data'), join(folder, 'data'), { recursive: true });
    const manifest = manifestOf('ring-ddpm');
    const made = change(read('ring-ddpm.bin'), manifest);
    const { bytes = read('ring-ddpm.bin'), text = JSON.stringify(manifest) } = made;
    writeFileSync(join(folder, 'checkpoints/ring-ddpm.json'), text);
    if (bytes) writeFileSync(join(folder, 'checkpoints/ring-ddpm.bin'), bytes);
    return folder;
  }
  const changed = (change: (manifest: Manifest) => void) =>
    site((_, manifest) => {
      change(manifest);
      return {};
    });

  test.each([
    ['a missing file', () => site(() => ({ bytes: null })), /ring-ddpm could not be loaded \(ring-ddpm\.bin\)\. Check/],
    [
      'a short file',
      () => site((bytes) => ({ bytes: bytes.subarray(0, 55_000) })),
      /damaged: 55000 bytes arrived of 55048/,
    ],
    [
      'one bit that fell over',
      () =>
        site((bytes) => {
          bytes[1001]! ^= 1;
          return { bytes };
        }),
      /damaged: their checksum differs\. Reload/,
    ],
    [
      'a number that is none',
      () =>
        site((bytes) => {
          bytes.writeUInt16LE(0x7e00, 2000);
          return { bytes };
        }),
      /damaged: weights\.0 has numbers that are not finite/,
    ],
    [
      'a page instead of the list',
      () => site(() => ({ text: '<!doctype html>' })),
      /damaged: their list cannot be read/,
    ],
    ['a list without arrays', () => site(() => ({ text: '{"version":1}' })), /damaged: their list cannot be read/],
    [
      'another version',
      () => changed((m) => (m.version = 2)),
      /have version 2, and this page reads version 1\. Reload/,
    ],
    ['another model', () => changed((m) => (m.arm = 'edm')), /damaged: they say that they are of ring-edm/],
    ['a setting out of bounds', () => changed((m) => (m.config.T = 1e9)), /damaged: its setting “T” is out of bounds/],
    ['another shape', () => changed((m) => (m.config.budget = 600)), /saved state does not fit this model: weights\.0/],
  ])('%s', async (_what, make, sentence) => {
    await expect(openTrained('ring', 'ddpm', make())).rejects.toThrow(sentence);
  });

  test('what a server sends, or does not', async () => {
    const server = createServer((request, response) => {
      const path = join(assets, decodeURI(request.url!));
      if (request.url!.includes('edm.bin')) response.writeHead(404).end();
      else response.end(readFileSync(path));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect((await openTrained('ring', 'ddpm', address)).step).toBe(3000);
    await expect(openTrained('ring', 'edm', address)).rejects.toThrow(/ring-edm could not be loaded \(ring-edm\.bin\)/);
    await new Promise((closed) => server.close(closed));
    await expect(openTrained('ring', 'ddpm', address)).rejects.toThrow(/could not be loaded .* Check the connection/);
  });

  test('an arm that there is not', async () => {
    await expect(openTrained('ring', 'unet')).rejects.toThrow(/no arm "unet"\. It has non-saturating/);
  });
});
