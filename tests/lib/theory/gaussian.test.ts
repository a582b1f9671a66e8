import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import {
  diffuseGaussian,
  gaussianEpsilon,
  gaussianLossFloor,
  reverseGaussian,
  sampledGaussian,
} from '../../../src/lib/theory/gaussian.ts';
import { epsilonLossFloor } from '../../../src/lib/theory/lossFloor.ts';
import { epsilonStar, gaussianMixture } from '../../../src/lib/theory/mixture.ts';

const data = { mean: 0.8, variance: 0.25 };
const mixture = gaussianMixture([[data.mean]], Math.sqrt(data.variance));

test('diffused Gaussian data at alphaBar = .36 and variance .25 has variance .73', () => {
  const { mean, variance } = diffuseGaussian(data, 0.36);
  expect(mean).toBeCloseTo(0.48, 14);
  expect(variance).toBeCloseTo(0.73, 14);
});

test('the exact noise prediction for Gaussian data is a line, the same as that of a one-component mixture', () => {
  const { slope, centre } = gaussianEpsilon(data, 0.36);
  for (const x of [-2, 0, 1.5]) expect(slope * (x - centre)).toBeCloseTo(epsilonStar(mixture, 0.36, [x])[0]!, 13);
});

test('the closed floor agrees with the quadrature', () => {
  expect(gaussianLossFloor(0.25, 0.36)).toBeCloseTo(epsilonLossFloor(mixture, 0.36).value, 12);
});

test('one reverse step has the mean and variance that a simulation with the mixture finds', () => {
  const step = { xt: 1.1, eps: -0.4, noise: 0.3 };
  const state = { mean: 0.2, variance: 1.4 };
  const rng = createRng(2);
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const x = state.mean + Math.sqrt(state.variance) * rng.normal();
    const y = step.xt * x + step.eps * epsilonStar(mixture, 0.36, [x])[0]! + step.noise * rng.normal();
    sum += y;
    squares += y * y;
  }
  const expected = reverseGaussian(state, step, data, 0.36);
  expect(Math.abs(sum / n - expected.mean)).toBeLessThan(4.5 * Math.sqrt(expected.variance / n));
  expect(Math.abs((squares / n - (sum / n) ** 2) / expected.variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / n));
});

test('a chain asks for each step in turn and ends at 0', () => {
  const asked: string[] = [];
  const levels = [1, 0.8, 0.5, 0.2];
  const step = (t: number, s: number) => {
    asked.push(`${t}>${s}`);
    return { xt: 1, eps: 0, noise: 1 };
  };
  const out = sampledGaussian([3, 1], step, data, (t) => levels[t]!);
  expect(asked).toEqual(['3>1', '1>0']);
  expect(out).toEqual({ mean: 0, variance: 3 });
});
