import { beforeAll, describe, expect, test } from 'vitest';
import type { EpsNet } from '../../../src/lib/diffusion/epsNet.ts';
import { followGaussian, gaussianDenoiser } from '../../../src/lib/diffusion/follow.ts';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { karrasSigmas, sigmaOf, snapSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { continuousSamplers } from '../../../src/lib/diffusion/continuousSamplers.ts';
import { scheduleSampler, sigmaSampler } from '../../../src/lib/diffusion/sigmaSampling.ts';
import { rows } from '../../../src/lib/engine/compile.ts';
import { continuousSamplerNames, type ContinuousSamplerName, type Denoising } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

/** Gaussian data: mean and variance. */
const [m, s2] = [0.6, 0.25];
const n = 20_000;
const plain = { labels: null, gamma: 1, amount: 0 };

async function finish(frames: Iterable<Denoising>) {
  let last: tf.Tensor2D | undefined;
  let evaluations = 0;
  const levels: number[] = [];
  for (const frame of frames) {
    last?.dispose();
    last = frame.x;
    evaluations += frame.evaluations ?? 1;
    levels.push(frame.t);
  }
  const values = (await last!.data()) as Float32Array;
  last!.dispose();
  const mean = values.reduce((sum: number, v: number) => sum + v, 0) / n;
  const variance = values.reduce((sum: number, v: number) => sum + (v - mean) ** 2, 0) / n;
  return { mean, variance, evaluations, levels };
}

/** Exactly what a sampler makes of that data on these levels, bias and all. */
function expected(name: ContinuousSamplerName, sigmas: readonly number[], start: number) {
  const denoiser = gaussianDenoiser({ mean: m, variance: s2 });
  return followGaussian(continuousSamplers[name].move(sigmas.length - 1), denoiser, sigmas, {
    mean: 0,
    variance: start,
  });
}

function expectLaw(got: { mean: number; variance: number }, law: { mean: number; variance: number }) {
  expect(Math.abs(got.mean - law.mean)).toBeLessThan(5 * Math.sqrt(law.variance / n));
  expect(Math.abs(got.variance / law.variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
}

beforeAll(async () => void (await useBackend('wasm')));

describe('samplers in sigma, with the exact denoiser of Gaussian data,', () => {
  const sampler = () =>
    sigmaSampler(
      {
        inputs: (sigma) => ({ share: rows(Float32Array.of(s2 / (s2 + sigma ** 2)), 1) }),
        denoise: (x, { share }) => tf.add(m, tf.mul(share!, tf.sub(x, m))) as tf.Tensor2D,
      },
      0,
    );

  test.each(continuousSamplerNames)('draw that data: %s', async (name) => {
    const before = tf.memory().numTensors;
    const own = sampler();
    const steps = 30;
    const rng = createRng(2);
    const start = tf.tidy(() => tf.mul(tf.tensor2d(rng.normals(n), [n, 1]), 80) as tf.Tensor2D);
    const { mean, variance, evaluations, levels } = await finish(
      own.walk(name, start, karrasSigmas(steps), { ...plain, rng }),
    );
    expectLaw({ mean, variance }, expected(name, karrasSigmas(steps), 80 ** 2));
    expect(evaluations).toBe(continuousSamplers[name].evaluations(steps));
    expect(levels).toHaveLength(steps + 1);
    expect([levels[0], levels.at(-1)]).toEqual([expect.closeTo(80, 6), 0]);
    own.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the same on a net that knows t = 1..T', () => {
  test.each(continuousSamplerNames)('draw the data that its eps is exact for: %s', async (name) => {
    const before = tf.memory().numTensors;
    const schedule = createSchedule('linear', 1000);
    const table = tf.tensor2d(Float32Array.from(schedule.alphasCumprod), [1000, 1]);
    /** eps = sqrt(1 - ab) (x - sqrt(ab) m) / (ab s2 + 1 - ab) */
    const exact = (x: tf.Tensor, index: tf.Tensor1D) => {
      const ab = tf.gather(table, index);
      const centred = tf.sub(x, tf.mul(tf.sqrt(ab), m));
      return tf.div(tf.mul(tf.sqrt(tf.sub(1, ab)), centred), tf.add(tf.mul(ab, s2 - 1), 1));
    };
    const own = scheduleSampler(schedule, exact as unknown as EpsNet, { classes: 0, limits: null });
    const rng = createRng(3);
    const xT = tf.tensor2d(rng.normals(n), [n, 1]);
    const { mean, variance, levels } = await finish(own.sample(name, xT, 60, { ...plain, rng }));
    const range = { sigmaMin: sigmaOf(alphaBar(schedule, 1)), sigmaMax: sigmaOf(alphaBar(schedule, 1000)) };
    const sigmas = snapSigmas(schedule, karrasSigmas(60, range));
    expectLaw({ mean, variance }, expected(name, sigmas, 1 / alphaBar(schedule, 1000)));
    expect([levels[0], levels.at(-1)]).toEqual([1000, 0]);
    levels.slice(1).forEach((t, i) => expect(t).toBeLessThan(levels[i]!));
    own.dispose();
    table.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
