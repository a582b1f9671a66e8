import { describe, expect, it } from 'vitest';
import { geometricSigmas, karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { gaussianPosteriorVariance, noiseLossWeights } from '../../../src/lib/theory/bound.ts';
import { gaussianLevelBound, levelBound } from '../../../src/lib/theory/levelBound.ts';
import { gaussianLossFloor } from '../../../src/lib/theory/gaussian.ts';

const variance = 0.25;
const mmse = (snr: number) => gaussianPosteriorVariance(snr / (1 + snr), variance);
const [high, low] = [1e4, 1e-4];

describe('the bound between levels', () => {
  it('is the bound of the noise loss, weights times floors', () => {
    const schedule = createSchedule('cosine', 60);
    const weights = noiseLossWeights(schedule, 'betaTilde');
    const steps = Array.from(schedule.alphasCumprod, (a) => a / (1 - a));
    const byNoise = schedule.alphasCumprod.reduce(
      (sum, a, i) => (i === 0 ? 0 : sum + weights[i]! * gaussianLossFloor(variance, a)),
      0,
    );
    expect(levelBound(steps, mmse)).toBeCloseTo(byNoise, 10);
  });

  it('comes down to the same integral on every grid between the same ends', () => {
    const limit = gaussianLevelBound(variance, high, low);
    const grids = [
      (n: number) => geometricSigmas(n, 100, 0.01),
      (n: number) => karrasSigmas(n + 1, { sigmaMin: 0.01, sigmaMax: 100, rho: 3 }).slice(0, -1),
      (n: number) => karrasSigmas(n + 1, { sigmaMin: 0.01, sigmaMax: 100, rho: 7 }).slice(0, -1),
    ];
    for (const grid of grids) {
      const at = (n: number) =>
        levelBound(
          grid(n)
            .reverse()
            .map((sigma) => 1 / sigma ** 2),
          mmse,
        );
      expect(at(50)).toBeGreaterThan(at(500));
      expect(at(500)).toBeGreaterThan(limit);
      expect(at(20_000) / limit).toBeCloseTo(1, 2);
      // a Riemann sum: twice the steps, half the excess
      expect((at(4000) - limit) / (at(8000) - limit)).toBeCloseTo(2, 1);
    }
  });
});
