import { expect, test } from 'vitest';
import { ddimSigma } from '../../../src/lib/diffusion/ddimSigma.ts';
import { arrive } from '../../../src/lib/diffusion/descend.ts';
import { affineDenoiser, covariance, gaussianSpace, known } from '../../../src/lib/diffusion/gaussianSpace.ts';
import { inpaint, resampledPath } from '../../../src/lib/diffusion/inpaint.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { scheduleSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { timesteps } from '../../../src/lib/diffusion/timesteps.ts';
import { correlatedDenoiser } from '../../../src/lib/theory/correlatedGaussian.ts';

test('walks each stretch as often as asked, and back up in one stride', () => {
  expect(resampledPath(4, { resamples: 1, jump: 1 })).toEqual([0, 1, 2, 3]);
  expect(resampledPath(4, { resamples: 2, jump: 1 })).toEqual([0, 1, 0, 1, 2, 1, 2, 3, 2, 3]);
  expect(resampledPath(6, { resamples: 2, jump: 2 })).toEqual([0, 1, 2, 0, 1, 2, 3, 4, 2, 3, 4, 5, 4, 5]);
});

/** The law of the unknown half when the known half is 1.5, rho = .9, exact denoiser, ancestral steps. */
function filled(resamples: number, steps: number) {
  const sigmas = scheduleSigmas(createSchedule('linear', 1000), timesteps(1000, steps));
  const space = gaussianSpace();
  const start = space.combine([sigmas[0]!, space.normal(known([0, 0]))]);
  const D = affineDenoiser(correlatedDenoiser(0.9));
  const x = arrive(
    inpaint(space, D, start, sigmas, ddimSigma(1), known([1.5, 0]), known([1, 0]), { resamples, jump: 1 }),
  );
  expect(x.constant[0]).toBe(1.5);
  expect(covariance(x)[0]).toBe(0);
  return { mean: x.constant[1]!, variance: covariance(x)[3]! };
}

/*
 * NumPy, in the coordinates of x_t, with S = [[1, .9], [.9, 1]], P = diag(0, 1), e = (1, 0), U = 1 and 5:
 *
 *   b = np.linspace(1e-4, .02, 1000); al = 1 - b; ab = np.cumprod(al); abp = np.r_[1, ab[:-1]]; m, C = np.zeros(2), np.eye(2)
 *   for t in reversed(range(1000)):
 *     K = sqrt(ab[t]) * S @ inv(ab[t] * S + (1 - ab[t]) * I)
 *     A = sqrt(abp[t]) * b[t] / (1 - ab[t]) * K + sqrt(al[t]) * (1 - abp[t]) / (1 - ab[t]) * I
 *     for u in range(U):
 *       m, C = A @ m, A @ C @ A.T + b[t] * (1 - abp[t]) / (1 - ab[t]) * I
 *       m = P @ m + sqrt(abp[t]) * 1.5 * e; C = P @ C @ P + (1 - abp[t]) * np.outer(e, e)
 *       if u < U - 1: m, C = sqrt(al[t]) * m, al[t] * C + b[t] * I
 */
test('replacement is biased with an exact denoiser and a thousand steps: .938 and .308 for 1.35 and .19 (V43)', () => {
  const { mean, variance } = filled(1, 1000);
  expect(mean).toBeCloseTo(0.9384210916754319, 9);
  expect(variance).toBeCloseTo(0.30779741255790904, 9);
});

test('resampling five times brings it to 1.282 and .200 (V43)', () => {
  const { mean, variance } = filled(5, 1000);
  expect(mean).toBeCloseTo(1.2824567415024286, 9);
  expect(variance).toBeCloseTo(0.20037934646641437, 9);
});
