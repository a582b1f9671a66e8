import { beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig, type Config } from '../../../src/lib/experiments/config.ts';
import { boundaryCoefficients, ascendingSigmas, gaussianConsistency } from '../../../src/lib/flow/boundary.ts';
import { createConsistency } from '../../../src/lib/flow/consistency.ts';
import { createFlow } from '../../../src/lib/flow/flow.ts';
import { gaussianVelocity } from '../../../src/lib/flow/path.ts';
import { createReflow } from '../../../src/lib/flow/reflow.ts';
import type { Model, SampleOptions } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('wasm')));

/** One-dimensional normal data: velocity field, map and consistency function are known in closed form. */
const [mean, std] = [0.6, 0.5];
const config: Config = { ...defaultConfig, steps: 800, batchSize: 256, budget: 3000, fourier: 0, learningRate: 3e-3 };

function trained(create: (config: Config, dim: number, rng: ReturnType<typeof createRng>) => Model, changes = {}) {
  const settings = { ...config, ...changes };
  const model = create(settings, 1, createRng(1));
  const data = createRng(2);
  for (let i = 0; i < settings.steps; i++) tf.dispose(model.step((n) => data.normals(n).map((z) => mean + std * z)));
  return model;
}

async function draw(model: Model, n: number, options: Partial<SampleOptions>) {
  let last: tf.Tensor2D | undefined;
  let frames = 0;
  let evaluations = 0;
  for (const { x, evaluations: passes } of model.sample!(n, { rng: createRng(3), ...options })) {
    last?.dispose();
    last = x;
    if (frames++ > 0) evaluations += passes ?? 1; // the first frame is the noise itself
  }
  const values = Float32Array.from(await last!.data());
  last!.dispose();
  const average = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / n;
  return { average, std: Math.sqrt(variance), frames, evaluations };
}
const probe = async (model: Model, name: string, x: number[], options: Record<string, number>) =>
  Array.from(await tf.tidy(() => model.probes[name]!(tf.tensor2d(x, [x.length, 1]), options)).data());

describe('flow matching on a normal law', () => {
  test('learns the marginal velocity, and its curves end in the law', async () => {
    const model = trained(createFlow);
    for (const t of [0.1, 0.5, 0.8]) {
      const spread = Math.hypot(t * std, 1 - t);
      const x = [-1, 0, 1].map((z) => t * mean + z * spread);
      const found = await probe(model, 'velocity', x, { t });
      found.forEach((v, i) => expect(Math.abs(v - gaussianVelocity(x[i]!, t, mean, std))).toBeLessThan(0.12));
    }
    const drawn = await draw(model, 4000, { samplerSteps: 20, sampler: 'heun' });
    expect(drawn.frames).toBe(21);
    expect(drawn.evaluations).toBe(40); // two for each step of Heun
    expect(Math.abs(drawn.average - mean)).toBeLessThan(0.06);
    expect(Math.abs(drawn.std - std)).toBeLessThan(0.06);
    const single = await draw(model, 4000, { samplerSteps: 1 });
    expect(single.evaluations).toBe(1);
    expect(single.std).toBeLessThan(0.15); // one Euler step gives the mean
    model.dispose();
  });

  test('reflow makes the curves straight: one Euler step then gives the law', async () => {
    const model = trained(createReflow, { steps: 1200 });
    const single = await draw(model, 4000, { samplerSteps: 1 });
    expect(Math.abs(single.average - mean)).toBeLessThan(0.08);
    expect(Math.abs(single.std - std)).toBeLessThan(0.1);
    model.dispose();
  });
});

describe('a consistency model', () => {
  test('is the identity at the lowest noise, by its coefficients', () => {
    expect(boundaryCoefficients(config.sigmaMin, config)).toMatchObject({ cSkip: 1, cOut: 0, level: 0 });
    const sigmas = ascendingSigmas(40, config);
    expect(sigmas[0]).toBeCloseTo(config.sigmaMin, 12);
    expect(sigmas[39]).toBeCloseTo(config.sigmaMax, 9);
    expect(sigmas.every((sigma, i) => i === 0 || sigma > sigmas[i - 1]!)).toBe(true);
  });

  test.each([
    ['distilled from a flow', 0.5],
    ['trained without a teacher', 0],
  ])('%s, jumps to the start of the curve and draws the law in one step', async (_, teacherShare) => {
    const model = trained(createConsistency, { steps: 1600, teacherShare, sigmaMax: 20 });
    for (const sigma of [0.5, 2, 18]) {
      const x = [-1, 0.5, 1].map((z) => mean + z * Math.hypot(std, sigma));
      const found = await probe(model, 'jump', x, { sigma });
      found.forEach((v, i) =>
        expect(Math.abs(v - mean - gaussianConsistency(x[i]! - mean, sigma, std))).toBeLessThan(0.15),
      );
    }
    const drawn = await draw(model, 4000, { samplerSteps: 1 });
    expect(drawn.frames).toBe(2);
    expect(Math.abs(drawn.average - mean)).toBeLessThan(0.1);
    expect(Math.abs(drawn.std - std)).toBeLessThan(0.14);
    const twice = await draw(model, 4000, { samplerSteps: 2 }); // noise, and a second jump, mend part of the first's error
    expect(Math.abs(twice.std - std)).toBeLessThan(0.06);
    model.dispose();
  });
});
