import { expect, test } from 'vitest';
import { affine, followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { correctionStep, predictorCorrector } from '../../../src/lib/diffusion/predictorCorrector.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { geometricSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { data, denoise, noisy } from '../../helpers/gaussianMoves.ts';

test('a correction is a Langevin step of size 4 (r sigma)^2 at the level below', () => {
  const [sigma, next] = [1, 0.6];
  const step = affine(predictorCorrector({ corrections: 1, snr: 0.2 }), denoise, sigma, next);
  const predicted = affine(reverseSde(1), denoise, sigma, next);
  const delta = 4 * (0.2 * 0.6) ** 2;
  expect(correctionStep(0.6, 0.2)).toBeCloseTo(delta, 15);
  const keep = 1 - delta / 2 / (data.variance + next ** 2);
  expect(step.slope).toBeCloseTo(keep * predicted.slope, 13);
  expect(step.noises[0]).toBeCloseTo(keep * predicted.noises[0]!, 13);
  expect(step.noises[1]! ** 2).toBeCloseTo(delta, 13);
});

test('corrects: a coarse walk ends nearer to the right variance than without', () => {
  const sigmas = geometricSigmas(30, 5, 0.05);
  const miss = (corrections: number) =>
    Math.abs(
      followGaussian(predictorCorrector({ corrections, snr: 0.16 }), denoise, sigmas, noisy(5)).variance -
        noisy(0.05).variance,
    );
  expect(miss(2)).toBeLessThan(0.7 * miss(0));
});

test('has nothing to correct at 0', () => {
  expect(affine(predictorCorrector(), denoise, 0.5, 0).noises).toEqual([]);
});
