import { expect, test } from 'vitest';
import { followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { modelKl, modelKlBound, modelVariance } from '../../../src/lib/theory/wrongScore.ts';

const lambdas = [0, 0.3, 0.7, 1, 1.5, 2];

test('the variance of the model is the one that the sampler ends with', () => {
  const [k, span] = [0.1, 6];
  // The same wrong score in the sampler's coordinates y = x / sqrt(alphaBar): D(y) = y - (1 - alphaBar)(1 + k) y.
  const denoise = (y: number, sigma: number) => y - (1 - 1 / (1 + sigma ** 2)) * (1 + k) * y;
  for (const lambda of lambdas) {
    const at = (steps: number) => {
      // even in tau, down to a hundredth of the way: the last step must not go to sigma = 0, where it would denoise
      const sigmas = Array.from({ length: steps + 1 }, (_, i) => sigmaOf(Math.exp(-span * (1 - (0.999 * i) / steps))));
      const kept = Math.exp(-span * 0.001);
      const start = { mean: 0, variance: 1 / Math.exp(-span) };
      return followGaussian(reverseSde(lambda), denoise, sigmas, start).variance * kept;
    };
    const limit = (8 * at(16000) - 6 * at(8000) + at(4000)) / 3;
    expect(Math.abs(limit - modelVariance({ k, span: span * 0.999 }, lambda))).toBeLessThan(2e-4);
  }
});

test('the bound holds for every model with noise, and the ODE model breaks it', () => {
  for (const k of [-0.2, 0.02, 0.1, 0.5]) {
    for (const span of [1, 5, 10.05]) {
      for (const lambda of lambdas.slice(1)) {
        expect(modelKl({ k, span }, lambda)).toBeLessThanOrEqual(modelKlBound({ k, span }, lambda));
      }
    }
  }
  expect(modelKl({ k: 0.1, span: 10.05 }, 0)).toBeGreaterThan(5 * modelKlBound({ k: 0.1, span: 10.05 }, 1));
  expect(modelKl({ k: 0, span: 10 }, 0.5)).toBeCloseTo(0, 14);
});

test('a score that cancels the drift leaves pure noise', () => {
  expect(modelVariance({ k: -0.5, span: 3 }, 1)).toBe(4); // (1 + 1)(1 / 2) - 1 = 0: V' = 1
});
