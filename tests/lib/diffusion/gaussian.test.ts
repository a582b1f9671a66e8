/**
 * Whole sampling chains on Gaussian data, where the answer is known. The numbers come from a recursion in NumPy:
 *
 *   b = np.linspace(1e-4, .02, T) * 1000 / T; al = 1 - b; ab = np.cumprod(al); abp = np.r_[1, ab[:-1]]; V, M = 1, 0
 *   for i in reversed(range(T)):
 *       k = np.sqrt(ab[i]) * v / (ab[i] * v + 1 - ab[i]); c0 = np.sqrt(abp[i]) * b[i] / (1 - ab[i])
 *       A = c0 * k + np.sqrt(al[i]) * (1 - abp[i]) / (1 - ab[i])
 *       s2 = 0 if i == 0 else (b[i] if beta else b[i] * (1 - abp[i]) / (1 - ab[i]))
 *       V = A**2 * V + s2; M = A * M + c0 * (m - k * np.sqrt(ab[i]) * m)
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { ancestralStep } from '../../../src/lib/diffusion/ancestral.ts';
import { ddimStep } from '../../../src/lib/diffusion/ddim.ts';
import { reverseProcess, type ReverseStep } from '../../../src/lib/diffusion/reverse.ts';
import {
  alphaBar,
  createSchedule,
  linearBetas,
  noiseSchedule,
  type NoiseSchedule,
} from '../../../src/lib/diffusion/schedule.ts';
import { timesteps } from '../../../src/lib/diffusion/timesteps.ts';
import { createRng } from '../../../src/lib/random.ts';
import { gaussianEpsilon, sampledGaussian, type Gaussian } from '../../../src/lib/theory/gaussian.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

type Step = (schedule: NoiseSchedule) => (t: number, s: number) => ReverseStep;
const posterior: Step = (schedule) => (t, s) => ancestralStep(schedule, 'posterior', t, s);
const beta: Step = (schedule) => (t, s) => ancestralStep(schedule, 'beta', t, s);
const ddim =
  (eta: number): Step =>
  (schedule) =>
  (t, s) =>
    ddimStep(schedule, eta, t, s);

/** The law of the output for this data, with `steps` evaluations of the exact prediction. */
const output = (schedule: NoiseSchedule, step: Step, data: Gaussian, steps = schedule.T) =>
  sampledGaussian(timesteps(schedule.T, steps), step(schedule), data, (t) => alphaBar(schedule, t));

const quarter = { mean: 0, variance: 0.25 };
const linear = createSchedule('linear', 1000);

describe('the variance of samples of N(0, 1/4), with the exact prediction (V31)', () => {
  test.each([
    [1000, 'beta', 0.250752075007364],
    [1000, 'posterior', 0.2461252113602836],
    [100, 'posterior', 0.21922781853913625],
    [50, 'beta', 0.2661898326945955],
    [50, 'posterior', 0.1965565271656783],
  ] as const)('is known for T = %i and the variance "%s": %f', (T, choice, variance) => {
    const out = output(createSchedule('linear', T), choice === 'beta' ? beta : posterior, quarter);
    expect(out.variance).toBeCloseTo(variance, 12);
    expect(out.mean).toBeCloseTo(0, 12);
  });

  test('brackets the truth: betaTilde is too narrow, beta too wide, and both close in as T grows', () => {
    const errors = [50, 200, 1000].map((T) => {
      const schedule = createSchedule('linear', T);
      return [
        0.25 - output(schedule, posterior, quarter).variance,
        output(schedule, beta, quarter).variance - 0.25,
      ] as const;
    });
    errors.forEach(([low, high], i) => {
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(0);
      if (i > 0) {
        expect(low).toBeLessThan(errors[i - 1]![0]);
        expect(high).toBeLessThan(errors[i - 1]![1]);
      }
    });
  });

  test('would be .00089 with the variance beta taken for a standard deviation', () => {
    // theory of the planted bug M1: what a wrong sampler outputs, for scale
    const bug: Step = (schedule) => (t, s) => ({
      ...ancestralStep(schedule, 'beta', t, s),
      noise: s === 0 ? 0 : schedule.betas[t - 1]!,
    });
    expect(output(linear, bug, quarter).variance).toBeCloseTo(0.00089, 4);
  });

  test('at eta = 1 is the same for DDIM and for ancestral sampling, whatever the stride', () => {
    for (const steps of [1000, 50, 7]) {
      expect(output(linear, ddim(1), quarter, steps).variance).toBeCloseTo(
        output(linear, posterior, quarter, steps).variance,
        10,
      );
    }
  });
});

describe('DDIM without noise', () => {
  test('in one step from T outputs the mean of the data: x_T is multiplied by .001588 (V30)', () => {
    const out = output(linear, ddim(0), { mean: 3, variance: 0.25 }, 1);
    expect(Math.sqrt(out.variance)).toBeCloseTo(0.0015882525962707763, 10);
    expect(out.mean).toBeCloseTo(3, 1);
  });

  test('tends to the exact map x_T s / sqrt(alphaBar_T s^2 + 1 - alphaBar_T), with half the error for twice the steps', () => {
    const deviation = (steps: number) => Math.sqrt(output(linear, ddim(0), quarter, steps).variance);
    const ab = alphaBar(linear, 1000);
    const exact = 0.5 / Math.sqrt(ab * 0.25 + 1 - ab);
    const errors = [50, 100, 200, 400].map((steps) => exact - deviation(steps));
    for (let i = 1; i < errors.length; i++) {
      expect(errors[i - 1]! / errors[i]!).toBeGreaterThan(1.7);
      expect(errors[i - 1]! / errors[i]!).toBeLessThan(2.3);
    }
  });
});

test('a schedule that is not rescaled loses the mean: at T = 50 data of mean 1 come out at .725', () => {
  const unscaled = noiseSchedule(linearBetas(50, 1e-4 / 20, 0.02 / 20)); // undoes the factor 1000 / T
  const data = { mean: 1, variance: 0.25 };
  expect(output(unscaled, posterior, data).mean).toBeCloseTo(0.7248235328607556, 12);
  expect(output(createSchedule('linear', 50), posterior, data).mean).toBeCloseTo(1, 2);
});

describe('the sampling loop on tensors', () => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  /** Mean and variance of n samples of the loop, with the exact prediction for this data. */
  function simulate(schedule: NoiseSchedule, step: Step, data: Gaussian, steps: number, n: number) {
    const rng = createRng(3);
    const epsTheta = (x: tf.Tensor2D, t: number) => {
      const { slope, centre } = gaussianEpsilon(data, alphaBar(schedule, t));
      return tf.mul(tf.sub(x, centre), slope) as tf.Tensor2D;
    };
    let last: tf.Tensor2D | null = null;
    for (const { x } of reverseProcess(
      step(schedule),
      epsTheta,
      tf.tensor2d(rng.normals(n), [n, 1]),
      timesteps(schedule.T, steps),
      rng,
    )) {
      last?.dispose();
      last = x;
    }
    const values = last!.dataSync() as Float32Array;
    last!.dispose();
    const mean = values.reduce((a, b) => a + b, 0) / n;
    return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n };
  }

  test.each([
    ['posterior', posterior, 50],
    ['beta', beta, 50],
    ['DDIM, eta 0', ddim(0), 20],
    ['DDIM, eta 1/2', ddim(0.5), 20],
  ] as const)('outputs the mean and variance that the recursion predicts: %s', (_, step, steps) => {
    const schedule = createSchedule('linear', 50);
    const data = { mean: 0.6, variance: 0.25 };
    const n = 40_000;
    const before = tf.memory().numTensors;
    const found = simulate(schedule, step, data, steps, n);
    const expected = output(schedule, step, data, steps);
    expect(Math.abs(found.mean - expected.mean)).toBeLessThan(5 * Math.sqrt(expected.variance / n));
    expect(Math.abs(found.variance / expected.variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('yields x_T first, then one frame per evaluation, with falling noise levels that end at 0', () => {
    const schedule = createSchedule('linear', 20);
    const levels: number[] = [];
    for (const { t, x } of reverseProcess(
      ddim(0)(schedule),
      (x) => tf.zerosLike(x),
      tf.tensor2d([[1]]),
      timesteps(20, 4),
      createRng(1),
    )) {
      levels.push(t);
      void x;
    }
    expect(levels).toEqual([20, 15, 10, 5, 0]);
  });
});
