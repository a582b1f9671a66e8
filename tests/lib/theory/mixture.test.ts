import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import {
  convolve,
  denoise,
  density,
  diffuse,
  epsilonStar,
  gaussianMixture,
  logDensity,
  moments,
  rescale,
  responsibilities,
  sampleMixture,
  score,
} from '../../../src/lib/theory/mixture.ts';

const mixture = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
    [0.2, 1.5],
  ],
  [0.3, 0.7, 0.15],
  [0.5, 0.3, 0.2],
);
const points = [
  [0, 0],
  [-1.1, 0.5],
  [0.4, 1.2],
  [2.5, -3],
];
const levels = [0.999, 0.9, 0.5, 0.1, 1e-3];
const step = 1e-5;
/** Derivative along axis i by central differences. */
const slope = (f: (x: number[]) => number, x: number[], i: number) =>
  (f(x.map((v, j) => v + (i === j ? step : 0))) - f(x.map((v, j) => v - (i === j ? step : 0)))) / (2 * step);

describe('a Gaussian mixture', () => {
  test('has the log density that SciPy computes', () => {
    // from scipy.stats import multivariate_normal as N; import numpy as np
    // np.log(.5*N([-1.2,.4],.09).pdf(x) + .3*N([.9,-.3],.49).pdf(x) + .2*N([.2,1.5],.0225).pdf(x))
    const oracle = [-3.243737152695495, -0.2331083992299455, -2.4497826837696586, -12.379520391021085];
    points.forEach((x, k) => expect(logDensity(mixture, x)).toBeCloseTo(oracle[k]!, 11));
  });

  test('tells components apart that share a width but not a weight', () => {
    const pair = gaussianMixture([[-3], [3]], 1, [0.1, 0.9]);
    const normal = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    expect(density(pair, [-3])).toBeCloseTo(0.1 * normal(0) + 0.9 * normal(6), 14);
    expect(density(pair, [3])).toBeCloseTo(0.9 * normal(0) + 0.1 * normal(6), 14);
  });

  test('keeps a finite log density and score where the density itself underflows', () => {
    expect(density(mixture, [100, 0])).toBe(0);
    // Far right only the widest component is left: log .3 - (99.1^2 + .3^2) / .98 - log(2 pi .49)
    const expected = Math.log(0.3) - (99.1 ** 2 + 0.3 ** 2) / 0.98 - Math.log(2 * Math.PI * 0.49);
    expect(logDensity(mixture, [100, 0])).toBeCloseTo(expected, 8);
    expect(score(mixture, [100, 0])[0]).toBeCloseTo(-99.1 / 0.49, 8);
  });

  test('integrates to one at every noise level', () => {
    for (const alphaBar of [1, ...levels]) {
      const h = 0.03;
      let sum = 0;
      for (let x = -6; x < 6; x += h) for (let y = -6; y < 6; y += h) sum += density(mixture, [x, y], alphaBar);
      expect(sum * h * h).toBeCloseTo(1, 6);
    }
  });

  test('has responsibilities that sum to one and follow Bayes', () => {
    for (const x of points) {
      const r = responsibilities(mixture, x, 0.7);
      expect(r.reduce((a, b) => a + b)).toBeCloseTo(1, 13);
      const second = density({ ...mixture, weights: [0, 1, 0] }, x, 0.7);
      expect(r[1]).toBeCloseTo((0.3 * second) / density(mixture, x, 0.7), 12);
    }
  });

  test('has the score that finite differences of its log density give (V24)', () => {
    for (const alphaBar of [1, ...levels]) {
      for (const x of points) {
        const s = score(mixture, x, alphaBar);
        for (const i of [0, 1]) {
          const numeric = slope((y) => logDensity(mixture, y, alphaBar), x, i);
          expect(Math.abs(s[i]! - numeric)).toBeLessThan(1e-7 * Math.max(1, Math.abs(numeric)));
        }
      }
    }
  });

  test("has a denoiser that obeys Tweedie's formula (V24)", () => {
    for (const alphaBar of levels) {
      for (const x of points) {
        const s = score(mixture, x, alphaBar);
        denoise(mixture, alphaBar, x).forEach((x0, i) => {
          expect(x0).toBeCloseTo((x[i]! + (1 - alphaBar) * s[i]!) / Math.sqrt(alphaBar), 9);
        });
      }
    }
  });

  test('has a denoiser that agrees with importance sampling from the data (V24)', () => {
    // E[x0 | xt] = sum_i x0_i N(xt; sqrt(ab) x0_i, 1 - ab) / sum_i N(...), x0_i ~ q_0: shares no formula with the code
    const alphaBar = 0.4;
    const xt = [0.1, 0.3];
    const n = 200_000;
    const x0 = sampleMixture(mixture, n, createRng(5));
    const top = [0, 0];
    let bottom = 0;
    for (let row = 0; row < n; row++) {
      const squared = [0, 1].reduce((sum, i) => sum + (xt[i]! - Math.sqrt(alphaBar) * x0[2 * row + i]!) ** 2, 0);
      const weight = Math.exp(-squared / (2 * (1 - alphaBar)));
      bottom += weight;
      for (const i of [0, 1]) top[i]! += weight * x0[2 * row + i]!;
    }
    denoise(mixture, alphaBar, xt).forEach((value, i) => expect(Math.abs(value - top[i]! / bottom)).toBeLessThan(0.01));
  });

  test('has a posterior average, not a prior average, of conditional scores as its score (V20)', () => {
    const alphaBar = 0.5;
    const xt = [0.3, 0.6];
    const n = 200_000;
    const x0 = sampleMixture(mixture, n, createRng(6));
    let prior = 0;
    let posterior = 0;
    let total = 0;
    for (let row = 0; row < n; row++) {
      const gap = [0, 1].map((i) => xt[i]! - Math.sqrt(alphaBar) * x0[2 * row + i]!);
      const weight = Math.exp(-(gap[0]! ** 2 + gap[1]! ** 2) / (2 * (1 - alphaBar)));
      const conditional = -gap[1]! / (1 - alphaBar);
      prior += conditional / n;
      posterior += weight * conditional;
      total += weight;
    }
    const exact = score(mixture, xt, alphaBar)[1]!;
    expect(Math.abs(posterior / total - exact)).toBeLessThan(0.015);
    expect(Math.abs(prior - exact)).toBeGreaterThan(0.2);
  });

  test('predicts tanh for two points at +1 and -1 (reference value 0.88839)', () => {
    const pair = gaussianMixture([[-1], [1]], 1e-9);
    expect(denoise(pair, 0.5, [1])[0]).toBeCloseTo(Math.tanh(Math.SQRT2), 9);
    expect(denoise(pair, 0.5, [1])[0]).toBeCloseTo(0.88839, 5);
  });

  test('predicts the noise that turns x_t into the denoised point', () => {
    for (const alphaBar of levels) {
      for (const x of points) {
        const eps = epsilonStar(mixture, alphaBar, x);
        denoise(mixture, alphaBar, x).forEach((x0, i) => {
          expect(Math.sqrt(alphaBar) * x0 + Math.sqrt(1 - alphaBar) * eps[i]!).toBeCloseTo(x[i]!, 11);
        });
      }
    }
  });

  test('knows nothing of the data at alphaBar = 0: the denoiser is the mean and the noise is all of x', () => {
    const { mean } = moments(mixture);
    denoise(mixture, 0, [3, -2]).forEach((value, i) => expect(value).toBeCloseTo(mean[i]!, 13));
    epsilonStar(mixture, 0, [3, -2]).forEach((value, i) => expect(value).toBeCloseTo([3, -2][i]!, 13));
  });

  test('is diffused into a mixture whose density is q_t', () => {
    for (const x of points) expect(logDensity(diffuse(mixture, 0.3), x)).toBeCloseTo(logDensity(mixture, x, 0.3), 12);
  });

  test('diffused twice is diffused once by the product of both levels', () => {
    const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(level, level, (a, b) => {
        const twice = diffuse(diffuse(mixture, a), b);
        const once = diffuse(mixture, a * b);
        twice.stds.forEach((std, k) => expect(std).toBeCloseTo(once.stds[k]!, 12));
        twice.means.flat().forEach((m, k) => expect(m).toBeCloseTo(once.means.flat()[k]!, 12));
      }),
    );
  });

  test('can be convolved and rescaled with the variances that follow', () => {
    expect(convolve(mixture, 0.4).stds[0]).toBeCloseTo(0.5, 14);
    const scaled = rescale(mixture, [1, -1], 2);
    // The density of (x - shift) / scale at y is scale^2 times that of x at shift + scale y.
    expect(logDensity(scaled, [0.2, 0.1])).toBeCloseTo(logDensity(mixture, [1.4, -0.8]) + 2 * Math.log(2), 12);
  });

  test('draws samples with its mean, variance and weights', () => {
    const n = 100_000;
    const x = sampleMixture(mixture, n, createRng(3));
    const { mean, variance } = moments(mixture);
    for (const i of [0, 1]) {
      let sum = 0;
      let squares = 0;
      for (let row = 0; row < n; row++) {
        sum += x[2 * row + i]!;
        squares += (x[2 * row + i]! - mean[i]!) ** 2;
      }
      expect(Math.abs(sum / n - mean[i]!)).toBeLessThan(5 * Math.sqrt(variance[i]! / n));
      expect(Math.abs(squares / n / variance[i]! - 1)).toBeLessThan(5 * Math.sqrt(4 / n)); // kurtosis is below 5 here
    }
    const narrow = gaussianMixture([[0], [10], [20]], 0.1, [0.2, 0, 0.8]);
    const y = sampleMixture(narrow, n, createRng(4));
    const counts = [0, 0, 0];
    y.forEach((value) => counts[Math.round(value / 10)]!++);
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0]! / n - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / n));
  });

  test('refuses parts that do not fit, and says which', () => {
    expect(() => gaussianMixture([], 1)).toThrow('at least one mean');
    expect(() => gaussianMixture([[0], [1, 2]], 1)).toThrow('same dimension');
    expect(() => gaussianMixture([[0], [1]], [1])).toThrow('got 1 and 2');
    expect(() => gaussianMixture([[0]], 0)).toThrow('must be positive');
    expect(() => gaussianMixture([[0], [1]], 1, [1, -1])).toThrow('must not be negative');
    expect(() => logDensity(mixture, [0, 0], 1.1)).toThrow('alphaBar lies in [0, 1]; got 1.1');
    expect(() => diffuse(mixture, NaN)).toThrow('alphaBar');
  });
});
