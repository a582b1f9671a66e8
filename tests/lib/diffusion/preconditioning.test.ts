import { describe, expect, test } from 'vitest';
import { precondition } from '../../../src/lib/diffusion/preconditioning.ts';
import { denoise, gaussianMixture } from '../../../src/lib/theory/mixture.ts';

const sigmas = [0.002, 0.1, 0.5, 1, 7, 80];

describe('the preconditioning of EDM', () => {
  test('at sigma = sigmaData = 1/2 is cSkip = 1/2, cOut = .35355, cIn = 1.41421, lambda = 8', () => {
    const { cSkip, cOut, cIn, weight } = precondition(0.5, 0.5);
    expect(cSkip).toBeCloseTo(0.5, 14);
    expect(cOut).toBeCloseTo(0.35355, 5);
    expect(cIn).toBeCloseTo(1.41421, 5);
    expect(weight).toBeCloseTo(8, 12);
  });

  test('gives the net an input and a target of variance 1 (V26)', () => {
    for (const sigma of sigmas)
      for (const data of [0.5, 1, 3]) {
        const { cSkip, cOut, cIn, weight } = precondition(sigma, data);
        expect(cIn ** 2 * (data ** 2 + sigma ** 2)).toBeCloseTo(1, 12);
        // target = ((1 - cSkip) x_0 - cSkip sigma n) / cOut, x_0 and n independent
        expect(((1 - cSkip) ** 2 * data ** 2 + (cSkip * sigma) ** 2) / cOut ** 2).toBeCloseTo(1, 9);
        expect(weight * cOut ** 2).toBeCloseTo(1, 12);
      }
  });

  test('leaves nothing to learn on Gaussian data: cSkip x is the denoiser (V26)', () => {
    const data = gaussianMixture([[0]], 1);
    for (const sigma of sigmas) {
      const x = 1.7;
      const ab = 1 / (1 + sigma ** 2);
      const exact = denoise(data, ab, [Math.sqrt(ab) * x])[0]!;
      expect(precondition(sigma).cSkip * x).toBeCloseTo(exact, 12);
    }
  });

  test('chooses cSkip so that the net’s errors are multiplied least', () => {
    // cOut^2 as a function of cSkip is the variance of x_0 - cSkip x.
    const size = (c: number, sigma: number) => (1 - c) ** 2 + (c * sigma) ** 2;
    for (const sigma of sigmas) {
      const { cSkip, cOut } = precondition(sigma);
      expect(size(cSkip, sigma)).toBeCloseTo(cOut ** 2, 12);
      for (const d of [-1e-3, 1e-3]) expect(size(cSkip + d, sigma)).toBeGreaterThan(size(cSkip, sigma));
    }
  });
});
