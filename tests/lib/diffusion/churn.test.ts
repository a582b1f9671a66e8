import { expect, test } from 'vitest';
import { churn, churnDefaults, churnGamma } from '../../../src/lib/diffusion/churn.ts';
import { affine, followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { heun } from '../../../src/lib/diffusion/heun.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { data, denoise, noisy } from '../../helpers/gaussianMoves.ts';

const options = { ...churnDefaults, steps: 100 };

test('gamma is churn / steps inside its range, at most sqrt(2) - 1, and 0 outside', () => {
  expect(churnGamma(options, 1)).toBeCloseTo(0.4, 14);
  expect(churnGamma({ ...options, steps: 10 }, 1)).toBeCloseTo(Math.SQRT2 - 1, 14);
  expect(churnGamma(options, 0.049)).toBe(0);
  expect(churnGamma(options, 51)).toBe(0);
});

test('raises the level exactly: noise of variance raised^2 - sigma^2, then the Heun step from there', () => {
  const [sigma, next] = [1, 0.7];
  const { slope, noises } = affine(churn(options), denoise, sigma, next);
  const fromRaised = affine(heun, denoise, 1.4 * sigma, next).slope;
  expect(slope).toBeCloseTo(fromRaised, 14);
  expect(noises).toHaveLength(1);
  expect(noises[0]! ** 2).toBeCloseTo(fromRaised ** 2 * (1.4 ** 2 - 1), 13);
});

test('without churn is Heun, number by number, and draws no noise', () => {
  expect(affine(churn({ ...options, churn: 0 }), denoise, 1, 0.7)).toEqual(affine(heun, denoise, 1, 0.7));
});

test('ends at the variance of the data as the steps grow', () => {
  const excess = [64, 128, 256, 512].map((steps) => {
    // start from the exact law at the top, so that all error is the steps'
    const found = followGaussian(churn({ ...churnDefaults, steps }), denoise, karrasSigmas(steps), noisy(80));
    return Math.abs(found.variance / data.variance - 1);
  });
  expect(excess.at(-1)).toBeLessThan(3e-3);
  for (let i = 1; i < excess.length; i++) expect(excess[i]!).toBeLessThan(excess[i - 1]! / 1.6);
});
