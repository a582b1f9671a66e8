import { expect, test } from 'vitest';
import { arrive, descend, type Move } from '../../../src/lib/diffusion/descend.ts';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { affine, followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { heun } from '../../../src/lib/diffusion/heun.ts';
import { geometricSigmas, karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';
import { veFlow } from '../../../src/lib/theory/probabilityFlow.ts';
import { data, denoise, noisy, orders } from '../../helpers/gaussianMoves.ts';

const counts = [40, 80, 160, 320];
/** The exact flow takes sigma = 80 to 0 by the ratio of the deviations (both laws are Gaussian with one mean). */
const errors = (move: Move) =>
  counts.map((n) => {
    const exact = Math.sqrt(data.variance / noisy(80).variance);
    const found = followGaussian(move, denoise, karrasSigmas(n), { mean: data.mean, variance: 1 });
    return Math.abs(Math.sqrt(found.variance) / exact - 1);
  });

test('Euler converges with order 1, Heun with order 2 (V38)', () => {
  for (const order of orders(errors(euler))) expect(Math.abs(order - 1)).toBeLessThan(0.1);
  for (const order of orders(errors(heun))) expect(Math.abs(order - 2)).toBeLessThan(0.15);
});

test('a Heun step on Gaussian data is the mean of two slopes, worked out by hand', () => {
  const [sigma, next] = [2, 1.5];
  const k = (s: number) => s / (data.variance + s ** 2); // slope (x - D) / sigma = k (x - m)
  const guess = 1 + (next - sigma) * k(sigma);
  const byHand = 1 + ((next - sigma) / 2) * (k(sigma) + k(next) * guess);
  const { slope, constant, noises } = affine(heun, denoise, sigma, next);
  expect(slope).toBeCloseTo(byHand, 14);
  expect(constant).toBeCloseTo(data.mean * (1 - byHand), 14);
  expect(noises).toEqual([]);
});

test('the step to 0 is Euler, which ends at the denoised point', () => {
  expect(affine(heun, denoise, 0.1, 0).slope).toBeCloseTo(data.variance / (data.variance + 0.01), 14);
});

test('both follow the exact flow of a mixture, which is not linear, with orders 1 and 2', () => {
  const mixture = gaussianMixture([[-1], [0.8]], [0.3, 0.5], [0.4, 0.6]);
  const { velocity } = veFlow(mixture);
  const exact = rk45((t, y) => velocity(y, t), [1.3], 3, 0.05, { relative: 1e-12, absolute: 1e-13 }).y[0]!;
  const D = exactDenoiser(mixture);
  const error = (move: Move) => (n: number) =>
    Math.abs(
      arrive(descend(float64Space(createRng(1)), D, Float64Array.of(1.3), geometricSigmas(n, 3, 0.05), move))[0]! -
        exact,
    );
  for (const order of orders([80, 160, 320].map(error(euler)))) expect(Math.abs(order - 1)).toBeLessThan(0.1);
  for (const order of orders([80, 160, 320].map(error(heun)))) expect(Math.abs(order - 2)).toBeLessThan(0.15);
});
