import { describe, expect, test } from 'vitest';
import { integrate } from '../../../src/lib/theory/discriminator.ts';
import { klOnLine, triangular } from '../../../src/lib/theory/divergences.ts';
import { minimise } from '../../../src/lib/theory/minimise.ts';
import { gaussianMixture, logDensity } from '../../../src/lib/theory/mixture.ts';
import {
  bestOutput,
  outputLosses,
  outputLossNames,
  weightAtBest,
  weightWithTarget,
  zeroSumWeight,
} from '../../../src/lib/theory/outputLosses.ts';

const h = 1e-5;
const slope = (f: (t: number) => number, t: number) => (f(t + h) - f(t - h)) / (2 * h);
const outputs = [-2.3, -0.7, 0.2, 0.6, 1.9];

test.each(outputLossNames)('slopes and pull of %s are those of finite differences', (name) => {
  const loss = outputLosses[name];
  for (const t of outputs) {
    expect(loss.realSlope(t)).toBeCloseTo(slope(loss.real, t), 8);
    expect(loss.fakeSlope(t)).toBeCloseTo(slope(loss.fake, t), 8);
    expect(loss.pull(t)).toBeCloseTo(-slope(loss.generator, t), 8);
  }
});

const bounded = ['minimax', 'nonSaturating', 'leastSquares', 'hinge'] as const;

test.each(bounded)('the best output of %s is the one that a search finds', (name) => {
  const { real, fake } = outputLosses[name];
  for (const l of [-1.6, -0.4, 0.9, 2.2]) {
    const [p, q] = [Math.exp(l), 1];
    expect(minimise((t) => p * real(t) + q * fake(t), -6, 6)).toBeCloseTo(bestOutput[name](l), 5);
  }
});

test.each(bounded)('the weight of %s is how its loss changes with the logit of the best D', (name) => {
  for (const l of [-3, -1.1, 0.4, 2.5]) {
    const alongLogit = slope((at) => outputLosses[name].generator(bestOutput[name](at)), l);
    expect(weightAtBest[name](l)).toBeCloseTo(-alongLogit, 8);
  }
});

test('a target between those of D turns the sign where D is undecided', () => {
  for (const l of [-3, -1.1, 0, 0.4, 2.5]) {
    expect(weightWithTarget(0, l)).toBeCloseTo(-slope((at) => bestOutput.leastSquares(at) ** 2 / 2, l), 8);
    expect(weightWithTarget(1, l)).toBeCloseTo(weightAtBest.leastSquares(l), 12);
  }
  expect(weightWithTarget(0, 1)).toBeLessThan(0);
  expect(weightWithTarget(0, -1)).toBeGreaterThan(0);
});

describe('divergences that the weights belong to', () => {
  const [line, q0] = [{ from: -14, to: 15, cells: 3000 }, (at: number) => gaussianMixture([[at]], 0.8)];
  const p = gaussianMixture([[0], [2]], 0.7);
  /** E_q[w (log p - log q)'], the pull on the mean of q. */
  const meanPull = (weight: (l: number) => number, at: number) => {
    const q = q0(at);
    const l = (x: number) => logDensity(p, [x]) - logDensity(q, [x]);
    return integrate((x) => Math.exp(logDensity(q, [x])) * weight(l(x)) * slope(l, x), line);
  };

  test('zero-sum least squares descends half of the triangular divergence', () => {
    const half = (at: number) => triangular(p, q0(at), line) / 2;
    for (const at of [-0.5, 0.8, 3]) expect(meanPull(zeroSumWeight, at)).toBeCloseTo(-slope(half, at), 6);
  });

  test('least squares with targets 1 and 1 descends 4 KL(p || m) less that', () => {
    const descended = (at: number) => {
      const q = q0(at);
      const m = (x: ArrayLike<number>) =>
        Math.log((Math.exp(logDensity(p, x)) + Math.exp(logDensity(q, x))) / 2 + 1e-300);
      return 4 * klOnLine(p, m, line) - triangular(p, q, line) / 2;
    };
    for (const at of [-0.5, 0.8, 3])
      expect(meanPull(weightAtBest.leastSquares, at)).toBeCloseTo(-slope(descended, at), 6);
  });

  test('with the target 0 it does not descend what its theorem names', () => {
    const quarter = (at: number) => triangular(p, q0(at), line) / 2;
    const named = -slope(quarter, 3);
    expect(Math.abs(meanPull((l) => weightWithTarget(0, l), 3) - named)).toBeGreaterThan(0.01);
  });
});
