import { describe, expect, it } from 'vitest';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { followGaussian, gaussianDenoiser } from '../../../src/lib/diffusion/follow.ts';
import { karrasSigmas, sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { angleOf, equalAngles, eulerWidth } from '../../../src/lib/theory/turns.ts';

/** The deviation of the output over the exact one, by running the sampler's own step. */
function followed(sigmas: number[], s: number): number {
  const start = { mean: 0, variance: s ** 2 + sigmas[0]! ** 2 };
  const { variance } = followGaussian(euler, gaussianDenoiser({ mean: 0, variance: s ** 2 }), sigmas, start);
  return Math.sqrt(variance) / s;
}

describe('the turns of Euler', () => {
  it('give the width that the sampler itself gives, on any grid', () => {
    for (const s of [0.02, 0.5, 3]) {
      for (const rho of [1, 3, 7]) {
        const sigmas = karrasSigmas(12, { rho });
        expect(eulerWidth(sigmas, s)).toBeCloseTo(followed(sigmas, s), 12);
      }
    }
    expect(eulerWidth([2, 0], 0.5)).toBeCloseTo(0.5 / Math.hypot(0.5, 2), 14);
  });

  it('lose least at equal angles: any level moved makes it narrower', () => {
    const best = equalAngles(9, 0.5, 80);
    const width = eulerWidth(best, 0.5);
    expect(width).toBeCloseTo(Math.cos(angleOf(80, 0.5) / 9) ** 9, 12);
    for (let i = 1; i < 9; i++) {
      for (const factor of [0.9, 1.1]) {
        const moved = best.map((sigma, j) => (i === j ? factor * sigma : sigma));
        expect(eulerWidth(moved, 0.5)).toBeLessThan(width);
      }
    }
    expect(eulerWidth(karrasSigmas(9), 0.5)).toBeLessThan(width);
  });

  it('are equal for the cosine schedule without offset and data of unit variance', () => {
    const levels = [60, 40, 20].map((t) => sigmaOf(Math.cos((Math.PI / 2) * (t / 100)) ** 2));
    const [a, b, c] = levels.map((sigma) => angleOf(sigma, 1)) as [number, number, number];
    expect(a - b).toBeCloseTo(b - c, 12);
  });
});
