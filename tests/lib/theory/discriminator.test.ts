import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import {
  integrate,
  intervalFor,
  jensenShannon,
  jensenShannonBySampling,
  optimalDiscriminator,
  optimalLogit,
  optimalValue,
  value,
} from '../../../src/lib/theory/discriminator.ts';
import { density, gaussianMixture } from '../../../src/lib/theory/mixture.ts';

const p = gaussianMixture([[-1.5], [1]], [0.4, 0.7], [0.35, 0.65]);
const q = gaussianMixture([[0.3]], 1.1);
const interval = intervalFor(p, q);

/** A histogram law: heights on the unit cells that start at 0. */
const steps = (heights: number[]) => (x: ArrayLike<number>) => Math.log(heights[Math.floor(x[0]!)] ?? 0);
const threeCells = { from: 0, to: 3, cells: 3 };

describe('the optimal discriminator', () => {
  test('is p / (p + q)', () => {
    const best = optimalDiscriminator(p, q);
    for (const x of [-3, -1, 0, 0.4, 2]) {
      expect(best([x])).toBeCloseTo(density(p, [x]) / (density(p, [x]) + density(q, [x])), 13);
    }
  });

  test('for N(0, 1) against N(1, 1) is sigmoid(1/2 - x), 0.62246 at 0', () => {
    const best = optimalDiscriminator(gaussianMixture([[0]], 1), gaussianMixture([[1]], 1));
    expect(best([0])).toBeCloseTo(0.62246, 5);
    expect(best([2])).toBeCloseTo(1 / (1 + Math.exp(1.5)), 14);
  });

  test('has a finite logit where both densities underflow', () => {
    const logit = optimalLogit(gaussianMixture([[0]], 1), gaussianMixture([[1]], 1));
    expect(logit([60])).toBeCloseTo(0.5 - 60, 10);
    expect(logit([-60])).toBeCloseTo(0.5 + 60, 10);
  });

  test('tells the fraction of real points where both laws agree or vanish', () => {
    expect(optimalDiscriminator(p, p, 2 / 3)([0.2])).toBeCloseTo(2 / 3, 14);
    expect(optimalDiscriminator(steps([1, 0, 0]), steps([0, 1, 0]), 0.3)([2.5])).toBeCloseTo(0.3, 14);
  });

  test('attains more of V than any other discriminator', () => {
    const best = value(optimalDiscriminator(p, q), p, q, interval);
    const bend = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(bend, bend, (a, b) => {
        const logit = optimalLogit(p, q);
        const other = (x: ArrayLike<number>) => 1 / (1 + Math.exp(-(logit(x) * (1 + a) + b)));
        expect(value(other, p, q, interval)).toBeLessThanOrEqual(best + 1e-12);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the value of the game', () => {
  test('is -log 4 where the generator is perfect (V1)', () => {
    expect(value(optimalDiscriminator(p, p), p, p, interval)).toBeCloseTo(-Math.log(4), 10);
    expect(jensenShannon(p, p, interval)).toBe(0);
  });

  test('is -log 4 + 2 JS, with JS from entropies (V2)', () => {
    const entropy = (f: (x: number) => number) => integrate((x) => (f(x) > 0 ? -f(x) * Math.log(f(x)) : 0), interval);
    const js =
      entropy((x) => (density(p, [x]) + density(q, [x])) / 2) -
      (entropy((x) => density(p, [x])) + entropy((x) => density(q, [x]))) / 2;
    expect(jensenShannon(p, q, interval)).toBeCloseTo(js, 10);
    expect(value(optimalDiscriminator(p, q), p, q, interval)).toBeCloseTo(-Math.log(4) + 2 * js, 10);
    expect(optimalValue(js)).toBeCloseTo(-Math.log(4) + 2 * js, 14);
  });

  test('has JS = log 2 and V = 0 for disjoint supports (V4)', () => {
    const js = jensenShannon(steps([1, 0, 0]), steps([0, 0.5, 0.5]), threeCells);
    expect(js).toBeCloseTo(Math.LN2, 14);
    expect(optimalValue(js)).toBeCloseTo(0, 14);
    const far = gaussianMixture([[40]], 0.5);
    expect(jensenShannon(p, far, intervalFor(p, far))).toBeCloseTo(Math.LN2, 10);
  });

  test('has JS = log(2) / 2 = 0.34657 for (1/2, 1/2, 0) against (0, 1/2, 1/2)', () => {
    const js = jensenShannon(steps([0.5, 0.5, 0]), steps([0, 0.5, 0.5]), threeCells);
    expect(js).toBeCloseTo(0.34657, 5);
    expect(optimalValue(js)).toBeCloseTo(-Math.LN2, 14);
  });

  test('has the same JS by sampling, in the plane as on the line', () => {
    const onLine = jensenShannonBySampling(p, q, 40_000, createRng(1));
    expect(Math.abs(onLine.value - jensenShannon(p, q, interval))).toBeLessThan(4.5 * onLine.standardError);
    expect(onLine.standardError).toBeLessThan(0.005);
    // A coordinate in which both laws agree changes nothing.
    const lift = (means: number[]) => means.map((m) => [m, 0]);
    const a = gaussianMixture(lift([-1]), 1);
    const b = gaussianMixture(lift([1]), 1);
    const line = jensenShannon(gaussianMixture([[-1]], 1), gaussianMixture([[1]], 1), {
      from: -14,
      to: 14,
      cells: 400,
    });
    const plane = jensenShannonBySampling(a, b, 40_000, createRng(2));
    expect(Math.abs(plane.value - line)).toBeLessThan(4.5 * plane.standardError);
  });
});

describe('the three generator losses, with D frozen at its optimum (V12)', () => {
  // The generator is x = theta + z, z ~ N(0, 1); the data is p. Derivatives with respect to theta by central differences.
  const theta = 0.3;
  const h = 1e-4;
  const generated = (shift: number) => gaussianMixture([[shift]], 1);
  const frozen = optimalDiscriminator(p, generated(theta));
  const lossGradient = (loss: (d: number) => number) => {
    const at = (shift: number) => integrate((x) => density(generated(shift), [x]) * loss(frozen([x])), interval);
    return (at(theta + h) - at(theta - h)) / (2 * h);
  };
  const divergenceGradient = (divergence: (shift: number) => number) =>
    (divergence(theta + h) - divergence(theta - h)) / (2 * h);
  const js = (shift: number) => jensenShannon(p, generated(shift), interval);
  const reverseKl = (shift: number) =>
    integrate((x) => {
      const a = density(generated(shift), [x]);
      return a === 0 ? 0 : a * Math.log(a / density(p, [x]));
    }, interval);

  test('the saturating loss follows the gradient of 2 JS', () => {
    expect(lossGradient((d) => Math.log(1 - d))).toBeCloseTo(
      divergenceGradient((s) => 2 * js(s)),
      6,
    );
  });

  test('the non-saturating loss follows the gradient of KL(q || p) - 2 JS', () => {
    expect(lossGradient((d) => -Math.log(d))).toBeCloseTo(
      divergenceGradient((s) => reverseKl(s) - 2 * js(s)),
      6,
    );
  });

  test('the logit loss follows the gradient of KL(q || p)', () => {
    expect(lossGradient((d) => Math.log(1 - d) - Math.log(d))).toBeCloseTo(divergenceGradient(reverseKl), 6);
  });
});
