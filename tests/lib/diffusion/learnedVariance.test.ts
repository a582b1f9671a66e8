import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boundColumns, boundTables, boundTerms, learnedStep } from '../../../src/lib/diffusion/learnedVariance.ts';
import { createObjective } from '../../../src/lib/diffusion/objective.ts';
import { betaBetween, posteriorCoefficients } from '../../../src/lib/diffusion/posterior.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { defaultConfig } from '../../../src/lib/experiments/config.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const T = 50;
const schedule = createSchedule('linear', T);
const { betas, alphas, alphasCumprod, posteriorVariance } = schedule;

beforeAll(async () => void (await useBackend('cpu')));
afterAll(() => tf.disposeVariables());

describe('the terms of the bound', () => {
  test('are the divergence of two Gaussians for t > 1 and -log of a density at t = 1', async () => {
    const [x0, eps, predicted, fraction] = [0.4, 0.9, 0.3, 0.35];
    const tables = boundTables(schedule);
    for (const t of [1, 2, 10, 37, 50]) {
      const ab = alphasCumprod[t - 1]!;
      const xt = Math.sqrt(ab) * x0 + Math.sqrt(1 - ab) * eps;
      const low = posteriorVariance[Math.max(1, t - 1)]!;
      const variance = betas[t - 1]! ** fraction * low ** (1 - fraction);
      const x0Theta = (xt - Math.sqrt(1 - ab) * predicted) / Math.sqrt(ab);
      const q = posteriorCoefficients(schedule, t);
      const [mean, meanTheta] = [q.x0 * x0 + q.xt * xt, q.x0 * x0Theta + q.xt * xt];
      const expected =
        t === 1
          ? Math.log(2 * Math.PI * variance) / 2 + (x0 - meanTheta) ** 2 / (2 * variance)
          : (q.variance / variance + (mean - meanTheta) ** 2 / variance - 1 + Math.log(variance / q.variance)) / 2;
      const term = boundTerms(
        tables,
        tf.tensor2d([[(eps - predicted) ** 2]]),
        tf.tensor2d([[fraction]]),
        tf.tensor1d([t - 1], 'int32'),
      );
      const [got] = await term.data();
      expect(Math.abs(got! - expected)).toBeLessThan(2e-5 * Math.max(1, Math.abs(expected)));
    }
  });

  test('are least at the true reverse variance, on Gaussian data with the exact mean', () => {
    const s2 = 0.25;
    const { ownVariance, meanWeight } = boundColumns(schedule);
    for (let t = 2; t <= T; t++) {
      const ab = alphasCumprod[t - 1]!;
      // The least expected (eps - epsTheta)^2 on such data, and Var[x_0 | x_t]:
      const error = (ab * s2) / (ab * s2 + 1 - ab);
      const spread = (s2 * (1 - ab)) / (ab * s2 + 1 - ab);
      const q = posteriorCoefficients(schedule, t);
      expect(ownVariance[t - 1]! + meanWeight[t - 1]! * error).toBeCloseTo(q.variance + q.x0 ** 2 * spread, 12);
    }
  });
});

describe('the objective with a learned variance', () => {
  test('moves the mean by the noise loss alone: the bound teaches only the variance', async () => {
    const objective = createObjective({ ...defaultConfig, T, learnVariance: true }, schedule);
    const plain = createObjective({ ...defaultConfig, T }, schedule);
    const eps = tf.tensor2d([[0.3], [-1]]);
    const index = tf.tensor1d([4, 30], 'int32');
    const guess = tf.tensor2d([[0.1], [0.4]]);
    const fraction = tf.tensor2d([[0.5], [0.2]]);
    const gradients = (f: typeof objective) =>
      tf.grads((e: tf.Tensor, v: tf.Tensor) => f(eps, { eps: e, fraction: v }, index).total);
    const [byEps, byFraction] = gradients(objective)([guess, fraction]) as [tf.Tensor, tf.Tensor];
    const alone = tf.grad((e: tf.Tensor) => plain(eps, { eps: e }, index).total)(guess);
    expect(await byEps.data()).toEqual(await alone.data());
    expect((await byFraction.data()).every((g) => g !== 0 && Number.isFinite(g))).toBe(true);
  });
});

describe('a step of the sampler', () => {
  test('may choose its noise between betaTilde and beta of its stride, and adds none at the end', () => {
    for (const [t, s] of [
      [50, 49],
      [50, 30],
      [2, 1],
    ] as const) {
      const { logVariances } = learnedStep(schedule, t, s);
      expect(Math.exp(logVariances![0])).toBeCloseTo(posteriorCoefficients(schedule, t, s).variance, 12);
      expect(Math.exp(logVariances![1])).toBeCloseTo(betaBetween(schedule, t, s), 12);
    }
    expect(learnedStep(schedule, 1, 0).logVariances).toBeUndefined();
    expect(learnedStep(schedule, 1, 0).noise).toBe(0);
    expect(alphas[0]).toBeLessThan(1);
  });
});
