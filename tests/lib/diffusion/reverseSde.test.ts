import { expect, test } from 'vitest';
import { affine, followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { geometricSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { data, denoise, noisy, orders } from '../../helpers/gaussianMoves.ts';

test.each([0, 0.5, 1, 2])('keeps the law of the noisy data at every level, with order 1: lambda = %d', (lambda) => {
  const error = (n: number) => {
    const found = followGaussian(reverseSde(lambda), denoise, geometricSigmas(n, 5, 0.1), noisy(5));
    expect(found.mean).toBeCloseTo(data.mean, 12);
    return Math.abs(found.variance - noisy(0.1).variance);
  };
  for (const order of orders([200, 400, 800].map(error))) expect(Math.abs(order - 1)).toBeLessThan(0.1);
});

test('adds noise of variance lambda^2 (sigma^2 - next^2), and the drift that undoes it', () => {
  const { slope, noises } = affine(reverseSde(2), denoise, 1, 0.9);
  expect(noises[0]! ** 2).toBeCloseTo(4 * 0.19, 13);
  expect(slope).toBeCloseTo(1 - (2.5 * 0.19) / 1.25, 13); // score = -(x - m) / (1/4 + 1)
});

test('ends with the denoised mean, without noise', () => {
  const { slope, noises } = affine(reverseSde(1), denoise, 0.5, 0);
  expect(slope).toBeCloseTo(0.5, 14);
  expect(noises).toEqual([]);
});
