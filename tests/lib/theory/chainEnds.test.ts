import { describe, expect, it } from 'vitest';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { linearBetas, noiseSchedule, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { geometricSigmas, sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { gaussianChainEnds } from '../../../src/lib/theory/chainEnds.ts';

describe('the ends of a chain', () => {
  it.each([
    ['an unscaled chain of 50 steps', noiseSchedule(linearBetas(50, 5e-6, 1e-3))],
    ['a scaled one', createSchedule('linear', 50)],
    ['a cosine one', createSchedule('cosine', 20)],
  ])('shift and widen Gaussian samples as a walk in tiny steps does: %s', (_, { alphasCumprod, T }) => {
    const [mean, deviation] = [1.4, 0.3];
    const [first, last] = [alphasCumprod[0]!, alphasCumprod[T - 1]!];
    const D = (x: number, sigma: number) => mean + (deviation ** 2 / (deviation ** 2 + sigma ** 2)) * (x - mean);
    // Euler's method, whose error falls with the number of steps: two grids and Richardson's extrapolation
    const walk = (steps: number) => {
      const sigmas = [...geometricSigmas(steps, sigmaOf(last), sigmaOf(first)), 0];
      const end = followGaussian(euler, D, sigmas, { mean: 0, variance: 1 / last });
      return { shift: (end.mean - mean) / deviation, width: Math.sqrt(end.variance) / deviation };
    };
    const [coarse, fine] = [walk(4000), walk(8000)];
    const ends = gaussianChainEnds({ mean, deviation }, first, last);
    expect(ends.shift).toBeCloseTo(2 * fine.shift - coarse.shift, 4);
    expect(ends.width).toBeCloseTo(2 * fine.width - coarse.width, 4);
  });

  it('do nothing to data that the noise has hidden and that the last level resolves', () => {
    const { shift, width } = gaussianChainEnds({ mean: 3, deviation: 1 }, 1 - 1e-12, 1e-12);
    expect(shift).toBeCloseTo(0, 5);
    expect(width).toBeCloseTo(1, 9);
  });
});
