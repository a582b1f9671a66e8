import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wasserstein } from '../../../src/lib/metrics/wasserstein.ts';
import { createRng } from '../../../src/lib/random.ts';
import { intervalFor, jensenShannon } from '../../../src/lib/theory/discriminator.ts';
import {
  entropyOnLine,
  js,
  kl,
  klOnLine,
  squaredW2OnLine,
  tv,
  tvOnLine,
  w1OnLine,
} from '../../../src/lib/theory/divergences.ts';
import { crossEntropy, discriminatorLoss, hinge, leastSquares } from '../../../src/lib/theory/bestDiscriminators.ts';
import { fDivergence, fDivergences, variationalBound, type FDivergenceName } from '../../../src/lib/theory/fGan.ts';
import { fitGaussian, forwardKl, forwardKlFit } from '../../../src/lib/theory/gaussianFits.ts';
import { gaussianMixture, sampleMixture } from '../../../src/lib/theory/mixture.ts';
import { minimise } from '../../../src/lib/theory/minimise.ts';
import { bestSlope, criticObjective, reportedGap } from '../../../src/lib/theory/wganCritic1d.ts';

const normal = (mean: number, std: number) => gaussianMixture([[mean]], std);
const [p, q] = [gaussianMixture([[-1], [1.5]], [0.5, 0.8], [0.4, 0.6]), normal(0.3, 1.1)];
const line = { from: -9, to: 10, cells: 4000 };

const simplex = fc
  .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((v) => v.map((x) => x / v.reduce((a, b) => a + b, 0)));

describe('of two lists', () => {
  test('JS is symmetric and lies between 0 and log 2, and Pinsker’s bound holds', () => {
    fc.assert(
      fc.property(simplex, simplex, (a, b) => {
        expect(js(a, b)).toBeCloseTo(js(b, a), 12);
        expect(js(a, b)).toBeGreaterThanOrEqual(-1e-15);
        expect(js(a, b)).toBeLessThanOrEqual(Math.LN2);
        expect(kl(a, b)).toBeGreaterThanOrEqual(2 * tv(a, b) ** 2 - 1e-12);
      }),
    );
  });

  test('KL is infinite where p has what q lacks, and the other way round it is not', () => {
    expect(kl([0.5, 0.5], [1, 0])).toBe(Infinity);
    expect(kl([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2, 12);
  });
});

describe('on the line', () => {
  test('KL of two Gaussians is its closed form', () => {
    const exact = Math.log(2 / 0.7) + (0.7 ** 2 + 1.5 ** 2) / (2 * 4) - 0.5;
    const [a, b] = [normal(0, 0.7), normal(1.5, 2)];
    expect(klOnLine(a, b, intervalFor(a, b))).toBeCloseTo(exact, 10);
  });

  test('the entropy of a Gaussian is log(s sqrt(2 pi e))', () => {
    expect(entropyOnLine(normal(2, 0.3), intervalFor(normal(2, 0.3)))).toBeCloseTo(
      Math.log(0.3 * Math.sqrt(2 * Math.PI * Math.E)),
      10,
    );
  });

  test('W1 and W2 are what they are between many samples', () => {
    const rng = createRng(4);
    const n = 200_000;
    const [x, y] = [sampleMixture(p, n, rng.fork('x')), sampleMixture(q, n, rng.fork('y'))];
    // The mean of |F_n - F| is below 1 / sqrt(n): over the width of the data, a few thousandths.
    expect(Math.abs(w1OnLine(p, q, line) - wasserstein(x, y, 1))).toBeLessThan(0.01);
    expect(Math.abs(Math.sqrt(squaredW2OnLine(p, q, line)) - wasserstein(x, y, 2))).toBeLessThan(0.015);
  });

  test('W1 at most W2, and total variation at most 1', () => {
    expect(w1OnLine(p, q, line)).toBeLessThan(Math.sqrt(squaredW2OnLine(p, q, line)));
    expect(tvOnLine(normal(-40, 1), normal(40, 1), { from: -60, to: 60, cells: 4000 })).toBeCloseTo(1, 10);
  });
});

describe('as games', () => {
  test.each(Object.keys(fDivergences) as FDivergenceName[])(
    'the bound of %s is its divergence at the best T, and less elsewhere',
    (name) => {
      const divergence = fDivergences[name];
      const near = { from: -4.5, to: 5, cells: 3000 };
      const [a, b] = [normal(0.2, 0.9), normal(-0.1, 1)];
      const exact = fDivergence(divergence, a, b, near);
      expect(variationalBound(divergence, a, b, near)).toBeCloseTo(exact, 8);
      expect(variationalBound(divergence, a, b, near, (l) => divergence.derivative(0.8 * l))).toBeLessThan(exact);
    },
  );

  test('the one of GANs is 2 JS - log 4', () => {
    const near = { from: -7, to: 7, cells: 4000 };
    const [a, b] = [normal(0.2, 0.9), normal(-0.1, 1)];
    expect(fDivergence(fDivergences.gan, a, b, near)).toBeCloseTo(2 * jensenShannon(a, b, near) - Math.log(4), 9);
  });

  test.each([
    ['hinge', hinge],
    ['least squares', leastSquares],
    ['cross entropy', crossEntropy],
  ] as const)(
    // prettier-ignore
    'no D does better than the best one of %s',
    (_, loss) => {
      const best = discriminatorLoss(loss, loss.best, p, q, line);
      for (const shift of [-0.3, 0.05, 0.4]) {
        const other = discriminatorLoss(loss, (a, b) => loss.best(a, b) + shift, p, q, line);
        expect(other).toBeGreaterThan(best);
      }
    },
  );
});

test('a search finds the bottom of a parabola to the root of rounding', () => {
  expect(minimise((x) => (x - 0.7) ** 2, -3, 8)).toBeCloseTo(0.7, 7);
});

test('the Gaussian of least forward KL has the mixture’s moments', () => {
  const { mean, variance } = forwardKlFit(p);
  const found = fitGaussian((fit) => forwardKl(p, fit), { mean: 0, variance: 1 }, 6);
  expect(found.mean).toBeCloseTo(mean, 4);
  expect(found.variance).toBeCloseTo(variance, 4);
});

test('a critic with a weak penalty reports six times the distance', () => {
  expect(bestSlope(1, 0.1)).toBeCloseTo(6, 12);
  expect(reportedGap(1, 0.1)).toBeCloseTo(6, 12);
  for (const w of [5.9, 6.1]) expect(criticObjective(w, 1, 0.1)).toBeLessThan(criticObjective(6, 1, 0.1));
});
