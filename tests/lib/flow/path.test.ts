import { describe, expect, test } from 'vitest';
import {
  denoisedFromVelocity,
  flowTimes,
  gaussianVelocity,
  interpolate,
  sigmaOf,
  timeOf,
  velocityFromScore,
} from '../../../src/lib/flow/path.ts';

const cases = [0.05, 0.3, 0.5, 0.9].flatMap((t) => [-2, 0.1, 1.7].map((x) => ({ t, x })));

describe('the straight path', () => {
  test('goes from noise to data with the velocity x_1 - x_0', () => {
    expect(interpolate(-3, 2, 0)).toBe(-3);
    expect(interpolate(-3, 2, 1)).toBe(2);
    expect((interpolate(-3, 2, 0.6) - interpolate(-3, 2, 0.4)) / 0.2).toBeCloseTo(5, 12);
  });

  test('time and noise level are each other’s inverse', () => {
    for (const t of [0.01, 0.25, 0.5, 1]) expect(timeOf(sigmaOf(t))).toBeCloseTo(t, 14);
  });

  test.each(cases)('the Gaussian velocity at t = $t, x = $x is E[x_1 - x_0 | x_t] by regression', ({ t, x }) => {
    // x_t, x_1 and x_0 are jointly normal: E[y | x_t] = E[y] + cov(y, x_t) / var(x_t) (x_t - E[x_t]).
    const [mean, std] = [0.7, 0.4];
    const covariance = t * std ** 2 - (1 - t);
    const variance = t ** 2 * std ** 2 + (1 - t) ** 2;
    expect(gaussianVelocity(x, t, mean, std)).toBeCloseTo(mean + (covariance / variance) * (x - t * mean), 12);
    const score = -(x - t * mean) / variance;
    expect(velocityFromScore(x, score, t)).toBeCloseTo(gaussianVelocity(x, t, mean, std), 10);
    const posteriorMean = mean + ((t * std ** 2) / variance) * (x - t * mean);
    expect(denoisedFromVelocity(x, gaussianVelocity(x, t, mean, std), t)).toBeCloseTo(posteriorMean, 12);
  });

  test('one Euler step from the noise gives the mean of the data', () => {
    for (const x of [-2, 0, 3]) expect(x + gaussianVelocity(x, 0, 0.7, 0.4)).toBeCloseTo(0.7, 12);
  });

  test('a solver’s times begin at 0 and end at 1', () => {
    expect([...flowTimes(4)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });
});
