import { describe, expect, test } from 'vitest';
import { posteriorCoefficients } from '../../../src/lib/diffusion/posterior.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { noiseLossWeights, snr } from '../../../src/lib/diffusion/weighting.ts';
import { scheduleNames, weightingNames } from '../../../src/lib/experiments/config.ts';

const schedule = createSchedule('linear', 1000);
const { alphasCumprod, betas } = schedule;

describe('the weights of the noise loss', () => {
  test('are positive and finite for every rule and schedule', () => {
    for (const schedule of scheduleNames)
      for (const name of weightingNames) {
        const weights = noiseLossWeights[name](createSchedule(schedule, 100));
        expect(weights).toHaveLength(100);
        expect(weights.every((w) => w > 0 && Number.isFinite(w))).toBe(true);
      }
  });

  test('of the bound are those of the posterior mean: an error of eps moves it, in units of 2 beta', () => {
    // x_0 = (x_t - sqrt(1 - ab) eps) / sqrt(ab), and the mean is x0 * x_0 + ..., so an error d of eps moves it by x0 sqrt((1 - ab) / ab) d.
    const direct = betas.map((beta, i) => {
      const ab = alphasCumprod[i]!;
      return (posteriorCoefficients(schedule, i + 1).x0 ** 2 * (1 - ab)) / ab / (2 * beta);
    });
    const mean = direct.reduce((s, w) => s + w, 0) / direct.length;
    noiseLossWeights.vlb(schedule).forEach((w, i) => expect(w / (direct[i]! / mean)).toBeCloseTo(1, 9));
    expect(direct[1]! / direct[499]!).toBeCloseTo(0.273 / 0.0055, 0); // L_simple weighs low noise 50 times less than the bound
  });

  test('of Min-SNR are min(SNR, 5) as weights of the loss of x_0', () => {
    noiseLossWeights.minSnr(schedule).forEach((w, i) => {
      const ab = alphasCumprod[i]!;
      expect(w * snr(ab)).toBeCloseTo(Math.min(snr(ab), 5), 9);
    });
  });

  test('of v are 1 as weights of the loss of v, at zero terminal SNR too', () => {
    for (const ab of createSchedule('zeroTerminal', 200).alphasCumprod) {
      const dv = 0.01;
      const deps = Math.sqrt(ab) * dv; // eps = sqrt(1 - ab) x + sqrt(ab) v
      const i = createSchedule('zeroTerminal', 200).alphasCumprod.indexOf(ab);
      expect((noiseLossWeights.velocity(createSchedule('zeroTerminal', 200))[i]! * deps ** 2) / dv ** 2).toBeCloseTo(
        1,
        9,
      );
    }
  });
});
