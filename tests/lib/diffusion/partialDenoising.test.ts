import { expect, test } from 'vitest';
import { ddimSigma } from '../../../src/lib/diffusion/ddimSigma.ts';
import { arrive } from '../../../src/lib/diffusion/descend.ts';
import { gaussianDenoiser } from '../../../src/lib/diffusion/follow.ts';
import { affineDenoiser, covariance, gaussianSpace, known } from '../../../src/lib/diffusion/gaussianSpace.ts';
import { levelsBelow, partialDenoising } from '../../../src/lib/diffusion/partialDenoising.ts';
import { karrasSigmas, sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { partiallyDenoised } from '../../../src/lib/theory/partialDenoising.ts';

test('starts at its strength and then takes the levels below', () => {
  expect(levelsBelow([80, 3, 1, 0.1, 0], 1.5)).toEqual([1.5, 1, 0.1, 0]);
  expect(levelsBelow([80, 3, 1, 0.1, 0], 3)).toEqual([3, 1, 0.1, 0]);
});

test('makes of a guide at 2 what the closed form says: noise to alphaBar = .3, data N(0, 1/4) (V42)', () => {
  const D = gaussianDenoiser({ mean: 0, variance: 0.25 });
  const expected = partiallyDenoised(2, 0.25, 0.3);
  expect(expected.mean).toBeCloseTo(0.19354838709677, 12);
  const errors = [100, 200].map((steps) => {
    const law = arrive(
      partialDenoising(
        gaussianSpace(),
        affineDenoiser((x, sigma) => x.map((value) => D(value, sigma))),
        known([2]),
        sigmaOf(0.3),
        karrasSigmas(steps, { sigmaMax: sigmaOf(0.3) }),
        ddimSigma(1), // draws from the true reverse process as the steps grow
      ),
    );
    expect(Math.abs(law.constant[0]! - expected.mean)).toBeLessThan(1e-12); // each step's mean is exact
    return expected.variance - covariance(law)[0]!;
  });
  expect(errors[1]).toBeLessThan(0.01);
  expect(errors[0]! / errors[1]!).toBeCloseTo(2, 0);
});
