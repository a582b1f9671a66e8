import { describe, expect, it } from 'vitest';
import { ancestralStep } from '../../../src/lib/diffusion/ancestral.ts';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { timesteps } from '../../../src/lib/diffusion/timesteps.ts';
import { sampledGaussian } from '../../../src/lib/theory/gaussian.ts';
import { chainVariance } from '../../../src/lib/theory/gaussianChain.ts';

const schedule = createSchedule('linear', 1000);
const levels = (times: number[]) => [...times, 0].map((t) => alphaBar(schedule, t));

describe('the variance of a Gaussian chain', () => {
  it('is that of the sampler, step by step, for every stride and both variances', () => {
    for (const steps of [1, 2, 7, 50, 1000]) {
      for (const variance of [0.0003, 0.25, 1, 4]) {
        for (const noise of ['beta', 'posterior'] as const) {
          const times = timesteps(1000, steps);
          const step = (t: number, s: number) => ancestralStep(schedule, noise, t, s);
          const walked = sampledGaussian(times, step, { mean: 0, variance }, (t) => alphaBar(schedule, t)).variance;
          expect(chainVariance(levels(times), variance, noise)).toBeCloseTo(walked, 10);
        }
      }
    }
  });

  it('is right for N(0, 1) with beta but for the last step, and with the true variance but for the start', () => {
    const few = levels(timesteps(1000, 4));
    expect(chainVariance(few, 1, 'beta')).toBeCloseTo(few.at(-2)!, 12); // the last step returns a mean
    expect(chainVariance(few, 0.25, 'true')).toBeCloseTo(0.25, 5);
  });
});
