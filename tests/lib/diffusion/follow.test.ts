import { expect, test } from 'vitest';
import { churn, churnDefaults } from '../../../src/lib/diffusion/churn.ts';
import { arrive, descend } from '../../../src/lib/diffusion/descend.ts';
import { affine, followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { predictorCorrector } from '../../../src/lib/diffusion/predictorCorrector.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { data, denoise, noisy } from '../../helpers/gaussianMoves.ts';

test('reads the coefficients of a move that is written down here', () => {
  const read = affine(
    (space, D, x, sigma) => space.combine([3, x], [2, D(x, sigma)], [0.5, space.normal(x)], [4, space.normal(x)]),
    (x) => 10 + x,
    1,
    0,
  );
  expect(read).toEqual({ constant: 20, slope: 5, noises: [0.5, 4] });
});

test.each([
  ['churn', churn({ ...churnDefaults, steps: 12 })],
  ['predictor and corrector', predictorCorrector({ corrections: 2, snr: 0.3 })],
] as const)('predicts the mean and variance that a simulation of 20000 samples has: %s', (_, move) => {
  const sigmas = karrasSigmas(12, { sigmaMax: 5 });
  const n = 20_000;
  const rng = createRng(11);
  const D = exactDenoiser(gaussianMixture([[data.mean]], Math.sqrt(data.variance)));
  const start = noisy(5);
  const x = Float64Array.from(rng.normals(n), (z) => start.mean + Math.sqrt(start.variance) * z);
  const out = arrive(descend(float64Space(rng), D, x, sigmas, move));
  const mean = out.reduce((a, b) => a + b) / n;
  const variance = out.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
  const expected = followGaussian(move, denoise, sigmas, start);
  expect(Math.abs(mean - expected.mean)).toBeLessThan(5 * Math.sqrt(expected.variance / n));
  expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});
