import { describe, expect, it } from 'vitest';
import { integrate, intervalFor, jensenShannon, optimalDiscriminator } from '../../../src/lib/theory/discriminator.ts';
import { klOnLine } from '../../../src/lib/theory/divergences.ts';
import { density, gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import {
  exactPull,
  generatorLosses,
  pullWeights,
  ratioCosts,
  scoreDifference,
  type GeneratorLoss,
} from '../../../src/lib/theory/scoreDifference.ts';

const p = gaussianMixture(
  [
    [-1, 0.3],
    [0.8, -0.5],
  ],
  [0.6, 0.9],
  [0.4, 0.6],
);
const q = gaussianMixture([[0.4, 0.9]], 0.7);
const points = [
  [0, 0],
  [-1.5, 0.7],
  [1.2, 1.9],
];
/** What G minimises at a point, from D*: densities only, no score. */
const atPoint: Record<GeneratorLoss, (D: number) => number> = {
  saturating: (D) => Math.log1p(-D),
  nonSaturating: (D) => -Math.log(D),
  logit: (D) => Math.log((1 - D) / D),
};

describe('exactPull', () => {
  it('is minus the slope of each loss with D* held fixed, by finite differences', () => {
    const D = optimalDiscriminator(p, q);
    const h = 1e-5;
    for (const loss of generatorLosses)
      for (const x of points) {
        const pull = exactPull(loss, p, q, x);
        x.forEach((_, i) => {
          const at = (s: number) => atPoint[loss](D(x.map((v, k) => (k === i ? v + s : v))));
          expect(pull[i]!).toBeCloseTo(-(at(h) - at(-h)) / (2 * h), 7);
        });
      }
  });

  it('adds up: saturating and non-saturating together pull as the logit does', () => {
    for (const x of points) {
      const [a, b, c] = generatorLosses.map((loss) => exactPull(loss, p, q, x)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      a.forEach((v, i) => expect(v + b[i]!).toBeCloseTo(c[i]!, 12));
    }
  });

  it('is zero for every loss where both laws are one', () => {
    for (const loss of generatorLosses) expect(Math.hypot(...exactPull(loss, p, p, [0.3, 0.1]))).toBe(0);
    expect([...scoreDifference(p, p, [2, 2])]).toEqual([0, 0]);
  });
});

describe('ratioCosts', () => {
  const [a, b] = [gaussianMixture([[-1], [1.5]], [0.6, 0.8]), gaussianMixture([[0.4]], 0.7)];
  const interval = intervalFor(a, b);
  const divergence: Record<GeneratorLoss, () => number> = {
    saturating: () => 2 * jensenShannon(a, b, interval),
    nonSaturating: () => klOnLine(b, a, interval) - 2 * jensenShannon(a, b, interval),
    logit: () => klOnLine(b, a, interval),
  };

  it('averages under p to the divergence that the loss descends', () => {
    for (const loss of generatorLosses) {
      const mean = integrate((x) => {
        const real = density(a, [x]);
        return real === 0 ? 0 : real * ratioCosts[loss](density(b, [x]) / real);
      }, interval);
      expect(mean).toBeCloseTo(divergence[loss](), 8);
    }
  });

  it('averages, for the non-saturating loss, to twice the KL from the mean of both laws to the data', () => {
    const m = gaussianMixture([...a.means, ...b.means], [...a.stds, ...b.stds], [0.25, 0.25, 0.5]);
    expect(2 * klOnLine(m, a, interval)).toBeCloseTo(divergence.nonSaturating(), 8);
  });

  it('has the weight as its curvature times r, and nothing to pay at r = 1', () => {
    for (const loss of generatorLosses) {
      const f = ratioCosts[loss];
      expect(f(1)).toBeCloseTo(0, 14);
      for (const r of [0.05, 0.7, 1, 3, 40]) {
        const h = 1e-3 * r;
        const curvature = (f(r + h) - 2 * f(r) + f(r - h)) / h ** 2;
        expect(r * curvature).toBeCloseTo(pullWeights[loss](-Math.log(r)), 4);
      }
    }
  });
});
