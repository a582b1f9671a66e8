import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { churn, churnDefaults } from '../../../src/lib/diffusion/churn.ts';
import { epsDenoiser, sigmaDenoiser } from '../../../src/lib/diffusion/denoisers.ts';
import { arrive, descend, type Move } from '../../../src/lib/diffusion/descend.ts';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { classifierFreeGuidance } from '../../../src/lib/diffusion/guidance.ts';
import { heun } from '../../../src/lib/diffusion/heun.ts';
import { inpaint } from '../../../src/lib/diffusion/inpaint.ts';
import { predictorCorrector } from '../../../src/lib/diffusion/predictorCorrector.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { karrasSigmas, scheduleSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space, type Denoiser, type Space } from '../../../src/lib/diffusion/space.ts';
import { tensorFrames, tensorSamplers, value } from '../../../src/lib/diffusion/tensorSpace.ts';
import type { BackendName } from '../../../src/lib/engine/backends.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

/** Gaussian data N(.6, 1/4): as a network on tensors, and in float64. */
const [m, v] = [0.6, 0.25];
const network = sigmaDenoiser((x, sigma) => {
  const gain = tf.div(v, tf.add(tf.square(sigma), v));
  return tf.add(m, tf.mul(gain, tf.sub(x, m))) as tf.Tensor2D;
});
const host: Denoiser<Float64Array> = (x, sigma) => x.map((at) => m + (v / (v + sigma ** 2)) * (at - m));

const n = 64;
const start = () =>
  createRng(2)
    .normals(2 * n)
    .map((z) => 3 * z);
const grid = karrasSigmas(10, { sigmaMax: 3 });
const moves: Record<string, Move> = {
  euler,
  heun,
  churn: churn({ ...churnDefaults, steps: 10 }),
  'the reverse SDE': reverseSde(1),
  'predictor and corrector': predictorCorrector(),
};

/** Drains the frames as a page does: each x is disposed once the next has been asked for. */
async function drain(frames: ReturnType<typeof tensorFrames>): Promise<Float32Array> {
  let last: tf.Tensor2D | null = null;
  for (const { x } of frames) {
    last?.dispose();
    last = x;
  }
  const out = (await last!.data()) as Float32Array;
  last!.dispose();
  return Float32Array.from(out);
}
/** The largest difference, over the largest number where that is above 1. */
function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Array.from(b).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  return Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0) / size;
}

describe.each(['cpu', 'wasm', 'webgpu'] as BackendName[])('on %s, the very sampler that float64 checks', (backend) => {
  let available = false;
  beforeAll(async () => {
    available = await useBackend(backend);
  });
  beforeEach(({ skip }) => {
    if (!available) skip();
  });

  test.each(Object.keys(moves))('gives the same numbers to float32 precision and leaks nothing: %s', async (name) => {
    const move = moves[name]!;
    const expected = arrive(descend(float64Space(createRng(5)), host, Float64Array.from(start()), grid, move));
    const before = tf.memory().numTensors;
    const samplers = tensorSamplers();
    for (let run = 0; run < 2; run++) {
      const space = samplers.space(createRng(5));
      const x = value(tf.tensor2d(start(), [n, 2]));
      const out = await drain(tensorFrames(descend(space, samplers.denoiser(network), x, grid, move)));
      expect(furthest(out, expected)).toBeLessThan(2e-5);
    }
    samplers.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('runs guidance and inpainting, whose weights and masks are inputs and no constants of the program', async () => {
    const samplers = tensorSamplers();
    const other = sigmaDenoiser((x) => tf.mul(x, 0.5) as tf.Tensor2D);
    const mask = Float32Array.from({ length: 2 * n }, (_, i) => (i + 1) % 2);
    const known = new Float32Array(2 * n).fill(1.5);
    function frames<X>(
      space: Space<X>,
      D: Denoiser<X>,
      E: Denoiser<X>,
      of: (values: Float32Array) => X,
      gamma: number,
    ) {
      const guided = classifierFreeGuidance(space, E, D, gamma);
      return inpaint(space, guided, of(start()), grid, heun, of(known), of(mask), { resamples: 2, jump: 2 });
    }
    for (const gamma of [2, 3]) {
      const expected = arrive(
        frames(
          float64Space(createRng(5)),
          host,
          (x) => x.map((at) => 0.5 * at),
          (a) => Float64Array.from(a),
          gamma,
        ),
      );
      const out = await drain(
        tensorFrames(
          frames(
            samplers.space(createRng(5)),
            samplers.denoiser(network),
            samplers.denoiser(other),
            (a) => value(tf.tensor2d(a, [n, 2])),
            gamma,
          ),
        ),
      );
      expect(furthest(out, expected)).toBeLessThan(1e-4);
    }
    samplers.dispose();
  });

  test('asks a network of t = 1..T at the level of the schedule, with x at its scale', async () => {
    const schedule = createSchedule('linear', 100);
    const table = tf.tensor1d(Array.from({ length: 100 }, (_, i) => alphaBar(schedule, i + 1)));
    // the exact noise prediction for N(.6, 1/4) at x_t
    const eps = (x: tf.Tensor2D, index: tf.Tensor1D) => {
      const ab = tf.reshape(tf.gather(table, index), [-1, 1]);
      const variance = tf.add(tf.mul(ab, v - 1), 1);
      return tf.mul(tf.div(tf.sqrt(tf.sub(1, ab)), variance), tf.sub(x, tf.mul(tf.sqrt(ab), m))) as tf.Tensor2D;
    };
    const sigmas = scheduleSigmas(schedule, [100, 80, 60, 40, 20, 10, 5, 1]);
    const expected = arrive(descend(float64Space(createRng(5)), host, Float64Array.from(start()), sigmas, heun));
    const samplers = tensorSamplers();
    const x = value(tf.tensor2d(start(), [n, 2]));
    const D = samplers.denoiser(epsDenoiser(schedule, eps));
    const out = await drain(tensorFrames(descend(samplers.space(createRng(5)), D, x, sigmas, heun)));
    expect(furthest(out, expected)).toBeLessThan(1e-3); // x / sqrt(alphaBar_T) is about 500 here
    samplers.dispose();
    table.dispose();
  });
});

test('an expression that has not been settled is refused where a tensor is due', () => {
  const space = tensorSamplers().space(createRng(1));
  const x = space.combine([1, value(tf.tensor2d([[1]]))]);
  expect(() => [...tensorFrames([{ sigma: 1, x }])]).toThrow('settle an expression');
});
