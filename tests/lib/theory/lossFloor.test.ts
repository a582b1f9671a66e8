import { describe, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { createRng } from '../../../src/lib/random.ts';
import { averageLossFloor, epsilonLossFloor, lossFloorPerT } from '../../../src/lib/theory/lossFloor.ts';
import {
  epsilonStar,
  gaussianMixture,
  sampleMixture,
  score,
  type GaussianMixture,
} from '../../../src/lib/theory/mixture.ts';

const ring = createDataset('ring').mixture!;
const line = createDataset('line').mixture!;
const grid = createDataset('grid25').mixture!;

/** Draws x_t, and averages f(x_t, eps) per dimension. */
function average(mixture: GaussianMixture, alphaBar: number, n: number, f: (xt: number[], eps: number[]) => number) {
  const { dim } = mixture;
  const rng = createRng(11);
  const x0 = sampleMixture(mixture, n, rng);
  const noise = rng.normals(n * dim);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < n; row++) {
    const eps = Array.from({ length: dim }, (_, i) => noise[row * dim + i]!);
    const xt = eps.map((e, i) => Math.sqrt(alphaBar) * x0[row * dim + i]! + Math.sqrt(1 - alphaBar) * e);
    const y = f(xt, eps) / dim;
    sum += y;
    squares += y * y;
  }
  return { mean: sum / n, standardError: Math.sqrt((squares / n - (sum / n) ** 2) / n) };
}

describe('the floor of the epsilon loss', () => {
  test('is alphaBar s^2 / (alphaBar s^2 + 1 - alphaBar) for Gaussian data, on the line and in the plane', () => {
    for (const alphaBar of [0.9999, 0.7, 0.2, 1e-4]) {
      const expected = (alphaBar * 0.49) / (alphaBar * 0.49 + 1 - alphaBar);
      for (const mean of [[1], [1, -2]]) {
        const floor = epsilonLossFloor(gaussianMixture([mean], 0.7), alphaBar);
        expect(floor.value).toBeCloseTo(expected, 11);
        expect(floor.standardError).toBeLessThan(1e-12);
      }
    }
  });

  test.each([
    ['line', line],
    ['ring', ring],
  ])('is the loss that the exact prediction gets on fresh draws (V25), %s', (_, mixture) => {
    for (const alphaBar of [0.99, 0.8, 0.4, 0.05]) {
      const floor = epsilonLossFloor(mixture, alphaBar);
      const loss = average(mixture, alphaBar, 40_000, (xt, eps) => {
        const best = epsilonStar(mixture, alphaBar, xt);
        return eps.reduce((sum, e, i) => sum + (e - best[i]!) ** 2, 0);
      });
      expect(Math.abs(floor.value - loss.mean)).toBeLessThan(4.5 * Math.hypot(floor.standardError, loss.standardError));
    }
  });

  test('is 1 - (1 - alphaBar) E|score|^2 / d (V25)', () => {
    for (const alphaBar of [0.99, 0.8, 0.4]) {
      const floor = epsilonLossFloor(grid, alphaBar);
      const other = average(grid, alphaBar, 20_000, (xt) => {
        const s = score(grid, xt, alphaBar);
        return 2 - (1 - alphaBar) * (s[0]! ** 2 + s[1]! ** 2);
      });
      expect(Math.abs(floor.value - other.mean)).toBeLessThan(
        4.5 * Math.hypot(floor.standardError, other.standardError),
      );
    }
  });

  test('is the whole gap between the loss of three unrelated models and their distance from the exact prediction (V25)', () => {
    // E|eps - f|^2 = E|eps* - f|^2 + floor, for every f: denoising and explicit score matching differ by a constant.
    const alphaBar = 0.6;
    const floor = epsilonLossFloor(ring, alphaBar);
    const models = [
      (x: number[]) => x.map(() => 0),
      (x: number[]) => x.map((v) => 0.8 * v),
      (x: number[]) => [Math.sin(3 * x[1]!), x[0]! ** 2 - 1],
    ];
    for (const model of models) {
      const gap = average(ring, alphaBar, 60_000, (xt, eps) => {
        const best = epsilonStar(ring, alphaBar, xt);
        const guess = model(xt);
        return eps.reduce((sum, e, i) => sum + (e - guess[i]!) ** 2 - (best[i]! - guess[i]!) ** 2, 0);
      });
      expect(Math.abs(gap.mean - floor.value)).toBeLessThan(4.5 * Math.hypot(gap.standardError, floor.standardError));
    }
  });

  test('of mixtures in the plane agrees with the exact one on the line, one axis at a time', () => {
    // A product of two line mixtures: per dimension, the floor is the mean of the floors of its factors.
    const a = gaussianMixture([[-1], [1]], 0.2);
    const square = gaussianMixture(
      [
        [-1, -1],
        [-1, 1],
        [1, -1],
        [1, 1],
      ],
      0.2,
    );
    for (const alphaBar of [0.95, 0.6, 0.3, 0.05]) {
      const exact = epsilonLossFloor(a, alphaBar).value;
      const sampled = epsilonLossFloor(square, alphaBar);
      expect(Math.abs(sampled.value - exact)).toBeLessThan(4.5 * sampled.standardError + 1e-12);
      expect(sampled.standardError).toBeLessThan(0.01 * exact);
    }
  });

  test('tends to one without noise and is zero without signal', () => {
    expect(epsilonLossFloor(ring, 1).value).toBe(1);
    expect(epsilonLossFloor(ring, 1 - 1e-7).value).toBeCloseTo(1, 3);
    expect(epsilonLossFloor(ring, 0).value).toBe(0);
    expect(() => epsilonLossFloor(ring, -0.1)).toThrow('alphaBar lies in [0, 1]');
  });

  test('is the same number on every call', () => {
    expect(epsilonLossFloor(ring, 0.5)).toEqual(epsilonLossFloor(ring, 0.5));
  });
});

describe('the floor over a schedule', () => {
  test('is .2137 on the 25-grid with the linear schedule of T = 1000 (V56, standard error .0008)', () => {
    const floor = averageLossFloor(grid, createSchedule('linear', 1000).alphasCumprod);
    expect(Math.abs(floor.value - 0.2137)).toBeLessThan(3 * Math.hypot(0.0008, floor.standardError));
    expect(floor.standardError).toBeLessThan(0.005 * floor.value);
  });

  test.each([
    ['line', line, 'linear'],
    ['line', line, 'cosine'],
    ['ring', ring, 'linear'],
    ['ring', ring, 'cosine'],
  ] as const)('interpolates between noise levels to 0.1 %%: %s, %s', (_, mixture, name) => {
    const { alphasCumprod } = createSchedule(name, 200);
    const perT = lossFloorPerT(mixture, alphasCumprod);
    let sum = 0;
    alphasCumprod.forEach((alphaBar, i) => {
      const direct = epsilonLossFloor(mixture, alphaBar).value;
      expect(Math.abs(perT[i]! - direct)).toBeLessThan(0.002);
      sum += direct / 200;
    });
    const floor = averageLossFloor(mixture, alphasCumprod);
    expect(Math.abs(floor.value / sum - 1)).toBeLessThan(0.001);
    expect(perT.reduce((a, b) => a + b) / 200).toBeCloseTo(floor.value, 12);
  });

  test('leaves a denoising error that only grows with the noise, as it must', () => {
    // E|x_0 - E[x_0 | x_t]|^2 = floor (1 - alphaBar) / alphaBar; the floor itself may rise and fall.
    const { alphasCumprod } = createSchedule('linear', 100);
    const error = lossFloorPerT(ring, alphasCumprod).map((f, i) => (f * (1 - alphasCumprod[i]!)) / alphasCumprod[i]!);
    for (let i = 1; i < error.length; i++) expect(error[i]!).toBeGreaterThan(error[i - 1]! - 5e-4); // interpolation
    expect(error.at(-1)).toBeCloseTo(1, 2);
  });

  test('takes a schedule of one level, and refuses a level without noise or without signal', () => {
    expect(averageLossFloor(line, [0.5]).value).toBeCloseTo(epsilonLossFloor(line, 0.5).value, 10);
    expect(() => averageLossFloor(line, [0.5, 0])).toThrow('strictly between 0 and 1');
  });
});
