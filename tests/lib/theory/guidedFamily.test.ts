import { describe, expect, it } from 'vitest';
import { followGaussian, gaussianDenoiser } from '../../../src/lib/diffusion/follow.ts';
import { classifierFreeGuidance } from '../../../src/lib/diffusion/guidance.ts';
import { reverseSde } from '../../../src/lib/diffusion/reverseSde.ts';
import { geometricSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { guidedFamilyVariance } from '../../../src/lib/theory/guidedFamily.ts';
import { guidedOdeVariance, guidedSdeVariance, tiltedVariance } from '../../../src/lib/theory/guidedGaussian.ts';

const space = {
  combine: (...terms: readonly (readonly [number, number])[]) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
  normal: () => 0,
  blend: () => 0,
  settle: (x: number) => x,
};
const [p, pc] = [gaussianDenoiser({ mean: 0, variance: 2 }), gaussianDenoiser({ mean: 0, variance: 1 })];

describe('guidance by the whole family', () => {
  it('has the ODE, the SDE and the tilted law as its cases', () => {
    for (const gamma of [0.5, 1, 2, 3, 7.5]) {
      expect(guidedFamilyVariance(gamma, 0)).toBe(guidedOdeVariance(gamma));
      expect(Math.abs(guidedFamilyVariance(gamma, 0.01) / guidedOdeVariance(gamma) - 1)).toBeLessThan(0.02);
      expect(Math.abs(guidedFamilyVariance(gamma, 1) / guidedSdeVariance(gamma) - 1)).toBeLessThan(1e-5);
      expect(Math.abs(guidedFamilyVariance(gamma, 60) / tiltedVariance(gamma) - 1)).toBeLessThan(0.002);
    }
  });

  it("is what the library's own walk arrives at", () => {
    const top = 300;
    for (const [gamma, lambda] of [
      [3, 0.5],
      [3, 2],
      [1.5, 1.4],
      [5, 0.8],
    ] as const) {
      const D = classifierFreeGuidance(space, p, pc, gamma);
      const at = (steps: number) =>
        followGaussian(reverseSde(lambda), D, geometricSigmas(steps, top, 0.01), { mean: 0, variance: top ** 2 })
          .variance;
      const limit = (8 * at(8000) - 6 * at(4000) + at(2000)) / 3; // Richardson: the limit of small steps
      expect(Math.abs(guidedFamilyVariance(gamma, lambda) / limit - 1)).toBeLessThan(1e-3);
    }
  });
});
