import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlRequest } from '../../../src/lib/control.ts';
import { createDataset } from '../../../src/lib/data/index.ts';
import { continuousSamplers } from '../../../src/lib/diffusion/continuousSamplers.ts';
import { arrive, type Move } from '../../../src/lib/diffusion/descend.ts';
import { arc } from '../../../src/lib/diffusion/interpolate.ts';
import { inpaint } from '../../../src/lib/diffusion/inpaint.ts';
import { partialDenoising } from '../../../src/lib/diffusion/partialDenoising.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { alphaBarOf, karrasLevel, karrasSigmas, snapSigmas, sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import type { ExperimentName } from '../../../src/lib/experiments/index.ts';
import { loadClassifier } from '../../../src/lib/metrics/index.ts';
import { countModes, highQuality } from '../../../src/lib/metrics/modes.ts';
import { createRng } from '../../../src/lib/random.ts';
import { createSession } from '../../../src/lib/session/session.ts';
import type { Opened } from '../../../src/lib/session/types.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { convolve, logDensity } from '../../../src/lib/theory/mixture.ts';
import * as tf from '../../../src/lib/tf.ts';
import { wasmPaths } from '../../helpers/backends.ts';

const assets = fileURLToPath(new URL('../../../public/', import.meta.url));
const session = createSession({ wasmPaths });
afterAll(() => session.close());
const openTrained = (experiment: ExperimentName, trained: string) =>
  session.open({ experiment, trained, backend: 'wasm', assets });

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v / values.length, 0);
const deviation = (values: ArrayLike<number>) => {
  const m = mean(values);
  return Math.sqrt(mean(Array.from(values, (v) => (v - m) ** 2)));
};

const ring = createDataset('ring');
const n = 500;
const x = ring.sample(n, createRng(5));
/** Squared distances between the points of two sets, row by row. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from({ length: a.length / 2 }, (_, i) => (a[2 * i]! - b[2 * i]!) ** 2 + (a[2 * i + 1]! - b[2 * i + 1]!) ** 2);
const rms = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.sqrt(mean(apart(a, b)));
const quality = (points: Float32Array) => highQuality(countModes(points, ring.modes!));

/** The grids of the two models, by the formulas: what the float64 walks below go down. */
const schedule = createSchedule('linear', 200);
const snapped = (sigmas: number[]) => snapSigmas(schedule, sigmas);
const ends = schedule.alphasCumprod;
const range = { sigmaMin: sigmaOf(ends[0]!), sigmaMax: sigmaOf(ends[199]!), rho: 7 };
const wide = { sigmaMin: 0.002, sigmaMax: 80, rho: 7 };
const grids = {
  ddpm: {
    grid: snapped(karrasSigmas(50, range)),
    level: (share: number) => snapped([karrasLevel(1 - share, range)])[0]!,
  },
  edm: { grid: karrasSigmas(50, wide), level: (share: number) => karrasLevel(1 - share, wide) },
};
const exact = exactDenoiser(ring.mixture!);

describe.each(['ddpm', 'edm'] as const)('the trained %s of the ring', (name) => {
  let opened: Opened;
  beforeAll(async () => void (opened = await openTrained('ring', name)));
  const ask = (request: ControlRequest) => session.control(name, request);

  test('says what it can be asked, in words that cross to a page', () => {
    expect(structuredClone(opened).models[name]!.control).toEqual({
      kinds: ['edit', 'inpaint', 'encode', 'decode', 'likelihood'],
      latentDim: 2,
      classes: 0,
    });
  });

  test('edits a little at a low strength, and forgets the guide at full strength', async () => {
    expect((await ask({ kind: 'edit', x, strength: 0 })).x).toEqual(x);
    const distances: number[] = [];
    for (const strength of [0.05, 0.15, 0.25, 0.35])
      distances.push(rms((await ask({ kind: 'edit', x, strength })).x, x));
    distances.forEach((distance, i) => expect(distance).toBeGreaterThan(distances[i - 1] ?? 0));
    expect(distances[0]).toBeLessThan(1.5 * ring.modes!.std);
    // Two independent points of unit variance on each of two axes: 4 on average.
    const forgotten = apart((await ask({ kind: 'edit', x, strength: 1, seed: 3 })).x, x);
    expect(Math.abs(mean(forgotten) - 4)).toBeLessThan(4.5 * (deviation(forgotten) / Math.sqrt(n)));
  });

  test('edits as the exact denoiser does, at every strength', async () => {
    const { grid, level } = grids[name];
    const move: Move = continuousSamplers.ancestralSigma.move(grid.length - 1);
    for (const strength of [0.1, 0.2, 0.3]) {
      const space = float64Space(createRng(8));
      const wanted = arrive(partialDenoising(space, exact, Float64Array.from(x), level(strength), grid, move));
      const got = apart((await ask({ kind: 'edit', x, strength, seed: 2 })).x, x);
      const should = apart(wanted, x);
      const noise = Math.hypot(deviation(got), deviation(should)) / Math.sqrt(n);
      expect(Math.abs(mean(got) - mean(should))).toBeLessThan(4.5 * noise + 0.15 * mean(should)); // the net's own error
    }
  });

  test('pulls points from between the modes to the modes', async () => {
    const centre = new Float32Array(2 * n);
    expect(quality((await ask({ kind: 'edit', x: centre, strength: 0.6 })).x)).toBeGreaterThan(0.85);
  });

  test('fills in what is masked and keeps what is known, exactly', async () => {
    const replaced = (await ask({ kind: 'inpaint', x, mask: [1, 0] })).x;
    const settled = (await ask({ kind: 'inpaint', x, mask: [1, 0], resamples: 5 })).x;
    for (const made of [replaced, settled]) {
      expect(made.filter((_, i) => i % 2 === 0)).toEqual(x.filter((_, i) => i % 2 === 0));
      expect(rms(made, x)).toBeGreaterThan(0.5); // often the mode on the other side
    }
    // The unknown half hears of the known one late; walking each stretch again mends that (Lugmayr et al. 2022).
    expect(quality(settled)).toBeGreaterThan(quality(replaced) + 0.05);
    const { grid } = grids[name];
    const space = float64Space(createRng(8));
    const start = space.normal(Float64Array.from(x)).map((z) => z * grid[0]!);
    const mask = Float64Array.from({ length: 2 * n }, (_, i) => 1 - (i % 2));
    const move: Move = continuousSamplers.ancestralSigma.move(grid.length - 1);
    const wanted = arrive(inpaint(space, exact, start, grid, move, Float64Array.from(x), mask));
    expect(Math.abs(quality(replaced) - quality(Float32Array.from(wanted)))).toBeLessThan(0.12);
    const all = await ask({ kind: 'inpaint', x, mask: new Float32Array(2 * n).fill(1) });
    expect(all.x).toEqual(x);
  });

  test('decodes the latent of a point to that point, the closer the more steps', async () => {
    const errors: number[] = [];
    for (const steps of [10, 20, 40, 80]) {
      const { x: z } = await ask({ kind: 'encode', x, steps });
      errors.push(rms((await ask({ kind: 'decode', z, steps })).x, x));
    }
    errors.slice(1).forEach((error, i) => expect(error).toBeLessThan(Math.max(0.7 * errors[i]!, 0.002)));
    expect(errors.at(-1)).toBeLessThan(0.01);
  });

  test('has latents that are standard normal, and a way between two of them', async () => {
    const { x: z, frames } = await ask({ kind: 'encode', x, steps: 100, frames: 3 });
    expect(Math.abs(mean(z))).toBeLessThan(4.5 / Math.sqrt(2 * n) + 0.05); // the net's own error is up to .05 here
    expect(Math.abs(mean(z.map((v) => v * v)) - 1)).toBeLessThan(4.5 * Math.sqrt(2 / (2 * n)));
    expect(frames[0]).toEqual({ t: 0, x });
    expect(frames.at(-1)!.x).toEqual(z);
    const between = arc(z.subarray(0, 2), z.subarray(2, 4), 5);
    const { x: path } = await ask({ kind: 'decode', z: between, steps: 100 });
    expect(rms(path.subarray(0, 2), x.subarray(0, 2))).toBeLessThan(0.05);
    expect(rms(path.subarray(8), x.subarray(2, 4))).toBeLessThan(0.05);
  });

  test('knows the log density of points, as far as it has learned it', async () => {
    const lowest = grids[name].grid.at(-2)!;
    const law = convolve(ring.mixture!, lowest);
    const { x: log, frames } = await ask({ kind: 'likelihood', x, steps: 100, frames: 2 });
    expect(log).toHaveLength(n);
    expect(frames[0]!.t).toBeCloseTo(lowest, 10);
    const missed = Array.from(log, (value, i) => logDensity(law, x.subarray(2 * i, 2 * i + 2)) - value);
    // On average over the data this is a divergence: not below 0, and small for a net that has learned. The noise net's is .26, the
    // denoiser's .02 nats (the mixture's own entropy is about -.37).
    const band = 4.5 * (deviation(missed) / Math.sqrt(n));
    expect(mean(missed)).toBeGreaterThan(-band);
    expect(mean(missed)).toBeLessThan((name === 'ddpm' ? 0.27 : 0.03) + band);
    const { x: outside } = await ask({ kind: 'likelihood', x: [0, 0, 3, 3], steps: 100 });
    expect(Math.max(...outside)).toBeLessThan(Math.min(-1, mean(log) - 3));
  });

  test('answers the same question the same, another seed differently, and keeps no tensor', async () => {
    const edit = { kind: 'edit', x, strength: 0.4, frames: 4 } as const;
    const first = await ask(edit);
    const all: ControlRequest[] = [
      edit,
      { kind: 'inpaint', x, mask: [0, 1], resamples: 2 },
      { kind: 'encode', x },
      { kind: 'decode', z: x },
      { kind: 'likelihood', x },
    ];
    for (const request of all) await ask(request);
    const before = tf.memory().numTensors;
    for (const request of all) await ask(request);
    expect(tf.memory().numTensors).toBe(before);
    expect((await ask(edit)).x).toEqual(first.x);
    expect(first.frames.at(-1)).toEqual({ t: 0, x: first.x });
    expect(first.frames.length).toBeGreaterThanOrEqual(3);
    expect((await ask({ ...edit, seed: 1 })).x).not.toEqual(first.x);
  });

  test('is sampled from by all samplers in sigma', async () => {
    for (const sampler of ['ancestralSigma', 'pc'] as const) {
      const drawn = await session.sample(name, { n: 1000, seed: 1, sampler, samplerSteps: 50 });
      expect(quality(drawn.x)).toBeGreaterThan(0.88);
      expect(drawn.evaluations).toBe(continuousSamplers[sampler].evaluations(grids[name].grid.length - 1));
    }
  });

  test.each([
    [{ kind: 'edit', x: [1, 2, 3], strength: 0.5 }, /x should be rows of 2 numbers, one row at least; got 3 numbers/],
    [{ kind: 'edit', x: [], strength: 0.5 }, /got 0 numbers/],
    [{ kind: 'edit', x: [1, NaN], strength: 0.5 }, /x should be finite numbers; number 2 is NaN/],
    [{ kind: 'edit', x: [1, 2], strength: 1.5 }, /The strength should be a number from 0 to 1; got 1\.5/],
    [{ kind: 'edit', x: [1, 2], strength: NaN }, /The strength should be a number from 0 to 1; got NaN/],
    [{ kind: 'edit', x: [1, 2] } as never, /The strength is missing/],
    [{ kind: 'edit', x: [1, 2], strength: 1, sampler: 'ddim' } as never, /No sampler in sigma is called "ddim"/],
    [
      { kind: 'edit', x: [1, 2], strength: 1, steps: 0 },
      /number of steps should be a whole number from 2 to 1000; got 0/,
    ],
    [{ kind: 'edit', x: [1, 2], strength: 1, label: 3 }, /told no labels/],
    [{ kind: 'inpaint', x: [1, 2], mask: [1] }, /mask should have 2 numbers, for all rows, or 2; got 1/],
    [{ kind: 'inpaint', x: [1, 2], mask: [1, 0.5] }, /A mask is 1 where x is known .* got 0\.5/],
    [{ kind: 'inpaint', x: [1, 2], mask: [1, 0], resamples: 0 }, /resamples should be a whole number from 1 to 100/],
    [{ kind: 'encode', x: [1, 2], sampler: 'pc' }, /without fresh noise: choose euler or heun, not pc/],
    [{ kind: 'decode', z: [1] }, /z should be rows of 2 numbers/],
    [{ kind: 'likelihood', x: [1, 2], guidanceScale: 2 }, /model of no law/],
    [{ kind: 'styles', seeds: [1] }, /cannot styles; it can edit, inpaint, encode, decode, likelihood/],
    [{ kind: 'fly' } as never, /cannot fly/],
  ] as [ControlRequest, RegExp][])('refuses %j in a sentence', async (request, sentence) => {
    await expect(ask(request)).rejects.toThrow(sentence);
  });
});

test('frames of a net that knows t = 1..T are shown as it sees them', async () => {
  await openTrained('ring', 'ddpm');
  const { frames } = await session.control('ddpm', { kind: 'edit', x, strength: 1, frames: 50 });
  const top = frames[0]!;
  expect(top.t).toBe(200);
  const filled = await session.control('ddpm', { kind: 'inpaint', x, mask: [1, 0], frames: 2 });
  for (const start of [top, filled.frames[0]!]) {
    expect(Math.abs(mean(start.x.map((v) => v * v)) - 1)).toBeLessThan(4.5 * Math.sqrt(2 / (2 * n))); // not that of sigma
  }
  expect(alphaBarOf(grids.ddpm.grid[0]!)).toBeLessThan(1e-4);
});

describe('the trained images', () => {
  test('told a label, a diffusion model draws that digit, the surer the stronger the guidance', async () => {
    await openTrained('digits', 'unet-conditional');
    const classifier = await loadClassifier('digits', assets);
    const black = -0.8117561971974785;
    const white = 1.8474701541685128;
    const share = async (guidanceScale: number, label: number) => {
      const count = 30;
      const drawn = await session.sample('ddpm', {
        n: count,
        seed: 1,
        samplerSteps: 10,
        label,
        guidanceScale,
        sampler: 'heun',
      });
      const { probabilities } = classifier.read(drawn.x, { black, white });
      return mean(Array.from({ length: count }, (_, i) => probabilities[10 * i + label]!));
    };
    const [none, plain, guided] = [await share(0, 3), await share(1, 3), await share(3, 3)];
    expect(none).toBeLessThan(0.3);
    expect(plain).toBeGreaterThan(0.5);
    expect(guided).toBeGreaterThan(plain);
    const x = (await session.sample('ddpm', { n: 1, seed: 2, samplerSteps: 10, label: 1 })).x;
    const turned = await session.control('ddpm', {
      kind: 'edit',
      x,
      strength: 0.9,
      steps: 15,
      label: 8,
      guidanceScale: 3,
    });
    const { probabilities } = classifier.read(turned.x, { black, white });
    expect(probabilities[8]!).toBeGreaterThan(0.5);
    await expect(session.sample('ddpm', { n: 2, label: 10 })).rejects.toThrow(
      /label should be a whole number from 0 to 9/,
    );
    await expect(session.sample('ddpm', { n: 2, label: Int32Array.of(1) })).rejects.toThrow(/Expected 2 labels/);
  });

  test('a VAE decodes a code to what its probe reconstructs', async () => {
    const { data } = await openTrained('digits', 'vae');
    const digits = data.subarray(0, 5 * 64);
    const { x: z } = await session.control('vae', { kind: 'encode', x: digits });
    expect(z).toHaveLength(5 * 16);
    const { x: back } = await session.control('vae', { kind: 'decode', z });
    const probed = await session.probe('vae', 'reconstruct', digits);
    back.forEach((value, i) => expect(value).toBeCloseTo(probed[i]!, 5));
    expect(Math.sqrt(mean(back.map((v, i) => (v - digits[i]!) ** 2)))).toBeLessThan(0.6); // the data's own is 1
  });

  test('a GAN decodes the latents that it samples from', async () => {
    await openTrained('digits', 'dcgan');
    const z = createRng(1).normals(3 * 32);
    const { x } = await session.control('gan', { kind: 'decode', z });
    const one = await session.control('gan', { kind: 'decode', z: z.subarray(32, 64) });
    one.x.forEach((value, i) => expect(value).toBeCloseTo(x[64 + i]!, 4));
    await expect(session.control('gan', { kind: 'encode', x })).rejects.toThrow(/"gan" cannot encode; it can decode/);
  });
});

describe('the trained style generator', () => {
  let layers: number;
  beforeAll(async () => {
    const opened = await openTrained('digits', 'stylegan');
    layers = opened.models.stylegan!.control!.layers!;
  });
  const images = async (request: Omit<Extract<ControlRequest, { kind: 'styles' }>, 'kind'>) => {
    const { x } = await session.control('stylegan', { kind: 'styles', ...request });
    return Array.from({ length: x.length / 64 }, (_, i) => x.subarray(64 * i, 64 * (i + 1)));
  };
  const near = (a: Float32Array, b: Float32Array) => a.forEach((value, i) => expect(value).toBeCloseTo(b[i]!, 4));
  const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

  test('draws a latent the same, whoever stands beside it', async () => {
    expect(layers).toBe(3);
    const [a, b, c] = await images({ seeds: [1, 2, 3] });
    near((await images({ seeds: [2] }))[0]!, b!);
    expect(far(a!, c!)).toBeGreaterThan(0.5);
  });

  test('draws one and the same image at psi = 0, and less varied ones the smaller psi is', async () => {
    const seeds = Array.from({ length: 200 }, (_, i) => i);
    const spread = async (truncation: number) => {
      const all = await images({ seeds, truncation });
      return mean(Array.from({ length: 64 }, (_, pixel) => deviation(all.map((image) => image[pixel]!)) ** 2));
    };
    const spreads = [await spread(0), await spread(0.3), await spread(0.7), await spread(1)];
    expect(spreads[0]).toBeLessThan(1e-8);
    spreads.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(1.1 * spreads[i]!));
  });

  test('mixes two styles at a layer: none of the other at the end, all of it at the start', async () => {
    const [a, b] = await images({ seeds: [1, 2] });
    const others = [2];
    near((await images({ seeds: [1], others, crossover: layers }))[0]!, a!);
    near((await images({ seeds: [1], others, crossover: 0 }))[0]!, b!);
    const [mixed] = await images({ seeds: [1], others, crossover: 1 });
    expect(far(mixed!, a!)).toBeGreaterThan(0.1);
    expect(far(mixed!, b!)).toBeGreaterThan(0.1);
  });

  test('has noise of its own, which changes details', async () => {
    const [quiet] = await images({ seeds: [1], noise: null });
    const [some] = await images({ seeds: [1] });
    const [other] = await images({ seeds: [1], noise: 5 });
    near((await images({ seeds: [1], noise: 5 }))[0]!, other!);
    expect(far(some!, other!)).toBeGreaterThan(1e-3);
    expect(far(some!, quiet!)).toBeGreaterThan(1e-3);
  });

  test('decodes latents, with one noise for all', async () => {
    const z = createRng(1).normals(2 * 32);
    const { x } = await session.control('stylegan', { kind: 'decode', z });
    const { x: second } = await session.control('stylegan', { kind: 'decode', z: z.subarray(32) });
    near(second, x.subarray(64));
  });

  test.each([
    [{ seeds: [] }, /seeds of the styles are missing/],
    [{ seeds: [1.5] }, /number of a latent .* got 1\.5/],
    [{ seeds: [1, 2], others: [3] }, /as many other latents as seeds, 2; got 1/],
    [{ seeds: [1], crossover: 9 }, /crossover should be a whole number from 0 to 3; got 9/],
    [{ seeds: [1], truncation: NaN }, /truncation psi should be a number from -2 to 2; got NaN/],
    [{ seeds: [1], label: 1 }, /told no labels/],
  ])('refuses %j in a sentence', async (request, sentence) => {
    await expect(images(request)).rejects.toThrow(sentence);
  });
});

test('a model that offers nothing says so', async () => {
  await openTrained('ring', 'flow');
  await expect(session.control('flow', { kind: 'encode', x: [1, 2] })).rejects.toThrow(
    /cannot encode; it can only be sampled/,
  );
});
