import { describe, expect, it } from 'vitest';
import { ddimSigma } from '../../../src/lib/diffusion/ddimSigma.ts';
import { arrive } from '../../../src/lib/diffusion/descend.ts';
import { affineDenoiser, covariance, gaussianSpace, known } from '../../../src/lib/diffusion/gaussianSpace.ts';
import { inpaint } from '../../../src/lib/diffusion/inpaint.ts';
import { geometricSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { conditionalGaussian, correlatedDenoiser } from '../../../src/lib/theory/correlatedGaussian.ts';
import { replacedGaussian } from '../../../src/lib/theory/replacedGaussian.ts';

/** The library's own inpainting, followed without a random number. */
function walked(rho: number, x: number, passes: number, steps: number) {
  const space = gaussianSpace();
  const sigmas = [...geometricSigmas(steps, 60, 0.005), 0];
  const start = space.combine([sigmas[0]!, space.normal(known([0, 0]))]);
  const denoise = affineDenoiser(correlatedDenoiser(rho));
  const path = inpaint(space, denoise, start, sigmas, ddimSigma(1), known([x, 0]), known([1, 0]), {
    resamples: passes,
    jump: 1,
  });
  const law = arrive(path);
  return { mean: law.constant[1]!, variance: covariance(law)[3]! };
}

describe('the law of inpainting by replacement', () => {
  it("is the limit of the library's walk, with one pass and with several", () => {
    for (const [rho, passes] of [
      [0.9, 1],
      [0.5, 1],
      [0.9, 2],
      [0.9, 5],
      [-0.7, 3],
    ] as const) {
      const limit = replacedGaussian(rho, 1.5, passes);
      // Richardson: the error of the walk is linear in the size of its steps
      const [coarse, fine] = [walked(rho, 1.5, passes, 1000), walked(rho, 1.5, passes, 2000)];
      expect(Math.abs(2 * fine.mean - coarse.mean - limit.mean)).toBeLessThan(2e-3);
      expect(Math.abs(2 * fine.variance - coarse.variance - limit.variance)).toBeLessThan(2e-3);
    }
  });

  it('has the closed forms of one pass, and the exact law for many', () => {
    for (const rho of [0.2, 0.9, 0.99]) {
      const { mean, variance } = replacedGaussian(rho, 2, 1);
      expect(Math.abs(mean - (2 * rho) / (1 + Math.sqrt(1 - rho ** 2)))).toBeLessThan(1e-4);
      expect(Math.abs(variance - ((1 - rho ** 2) * Math.atanh(rho)) / rho)).toBeLessThan(1e-4);
    }
    const exact = conditionalGaussian(0.9, 1.5);
    const [bias100, bias400] = [100, 400].map((n) => replacedGaussian(0.9, 1.5, n).mean - exact.mean) as [
      number,
      number,
    ];
    expect(Math.abs(bias400)).toBeLessThan(0.02);
    expect(bias100 / bias400).toBeGreaterThan(3); // it falls like one over the number of passes, or faster
    expect(Math.abs(replacedGaussian(0.9, 1.5, 400).variance - exact.variance)).toBeLessThan(0.003);
  });
});
