import { expect, test } from 'vitest';
import { arrive, descend } from '../../../src/lib/diffusion/descend.ts';
import { followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { affineDenoiser, covariance, gaussianSpace, known } from '../../../src/lib/diffusion/gaussianSpace.ts';
import { inpaint } from '../../../src/lib/diffusion/inpaint.ts';
import { predictorCorrector } from '../../../src/lib/diffusion/predictorCorrector.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { correlatedDenoiser } from '../../../src/lib/theory/correlatedGaussian.ts';
import { data, denoise } from '../../helpers/gaussianMoves.ts';

test('knows that 2 z + 3 z has variance 25, and 2 z + 3 w has 13', () => {
  const space = gaussianSpace();
  const z = space.normal(known([0]));
  expect(covariance(space.combine([2, z], [3, z]))[0]).toBe(25);
  expect(covariance(space.combine([2, z], [3, space.normal(z)]))[0]).toBe(13);
});

test('blends by mask, and settling keeps mean and covariance', () => {
  const space = gaussianSpace();
  const z = space.normal(known([0, 0]));
  const both = space.combine([1, z], [2, affineDenoiser((x) => Float64Array.of(x[1]!, x[0]!))(z, 1)]);
  expect([...covariance(both)]).toEqual([5, 4, 4, 5]);
  const half = space.blend(known([1, 0]), known([7, 8]), both);
  expect([...half.constant]).toEqual([7, 0]);
  expect([...covariance(half)]).toEqual([0, 0, 0, 5]);
  const settled = space.settle(both);
  covariance(settled).forEach((value, i) => expect(value).toBeCloseTo([5, 4, 4, 5][i]!, 13));
  expect(settled.noises.size).toBe(2);
});

test('follows a walk as the recursion of one axis does', () => {
  const move = predictorCorrector({ corrections: 2, snr: 0.2 });
  const sigmas = karrasSigmas(30);
  const space = gaussianSpace();
  const start = space.combine([80, space.normal(known([0]))]);
  const D = affineDenoiser((x, sigma) => x.map((value) => denoise(value, sigma)));
  const out = arrive(descend(space, D, start, sigmas, move));
  const expected = followGaussian(move, denoise, sigmas, { mean: 0, variance: 6400 });
  expect(out.constant[0]).toBeCloseTo(expected.mean, 12);
  expect(covariance(out)[0]).toBeCloseTo(expected.variance, 12);
  expect(Math.abs(out.constant[0]! - data.mean)).toBeLessThan(0.01);
});

test('predicts what a simulation of inpainting in two dimensions finds', () => {
  const sigmas = karrasSigmas(15);
  const rho = 0.9;
  const space = gaussianSpace();
  const law = arrive(
    inpaint(
      space,
      affineDenoiser(correlatedDenoiser(rho)),
      space.combine([80, space.normal(known([0, 0]))]),
      sigmas,
      reverseSde(1),
      known([1.5, 0]),
      known([1, 0]),
      { resamples: 2, jump: 1 },
    ),
  );
  const n = 20_000;
  const rng = createRng(21);
  const each = (a: number, b: number) => Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? b : a));
  const x = Float64Array.from(rng.normals(2 * n), (z) => 80 * z);
  const D = correlatedDenoiser(rho);
  const out = arrive(
    inpaint(float64Space(rng), D, x, sigmas, reverseSde(1), each(1.5, 0), each(1, 0), { resamples: 2, jump: 1 }),
  );
  const y = out.filter((_, i) => i % 2 === 1);
  const mean = y.reduce((a, b) => a + b) / n;
  const variance = y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
  expect(Math.abs(mean - law.constant[1]!)).toBeLessThan(5 * Math.sqrt(variance / n));
  expect(Math.abs(variance / covariance(law)[3]! - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(out[0]).toBe(1.5);
});
