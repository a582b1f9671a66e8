import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { gaussianMixture, logDensity, sampleMixture, score } from '../../../src/lib/theory/mixture.ts';
import { scoreGap, scoreGapBound, weightKl } from '../../../src/lib/theory/scoreBlindness.ts';

const average = (values: Float64Array) => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
};

describe('what a score knows of the weights', () => {
  it('is, in the plane too, what samples say: gap and divergence', () => {
    const [distance, variance, weight, wrong, n] = [3, 0.8, 0.2, 0.5, 60_000];
    const law = (w: number) =>
      gaussianMixture(
        [
          [-1.5, 0],
          [1.5, 0],
        ],
        Math.sqrt(variance),
        [w, 1 - w],
      );
    const x = sampleMixture(law(weight), n, createRng(5));
    const at = (i: number) => [x[2 * i]!, x[2 * i + 1]!];
    const gap = average(
      Float64Array.from({ length: n }, (_, i) => {
        const [a, b] = [score(law(weight), at(i)), score(law(wrong), at(i))];
        return (a[0]! - b[0]!) ** 2 + (a[1]! - b[1]!) ** 2;
      }),
    );
    const kl = average(
      Float64Array.from({ length: n }, (_, i) => logDensity(law(weight), at(i)) - logDensity(law(wrong), at(i))),
    );
    const modes = { distance, variance, weight, wrong };
    expect(Math.abs(gap.mean - scoreGap(modes))).toBeLessThan(4.5 * gap.error);
    expect(Math.abs(kl.mean - weightKl(modes))).toBeLessThan(4.5 * kl.error);
  });

  it('stays below the bound, within a factor that does not grow as the modes part', () => {
    for (const weight of [0.1, 0.5, 0.8]) {
      for (const distance of [2, 4, 8, 10]) {
        const modes = { distance, variance: 0.5, weight, wrong: 0.4 };
        const ratio = scoreGap(modes) / scoreGapBound(modes);
        expect(ratio).toBeLessThanOrEqual(1);
        expect(ratio).toBeGreaterThan(0.02);
      }
    }
  });

  it('leaves the divergence of two coins when the modes are far apart', () => {
    const coins = 0.2 * Math.log(0.2 / 0.5) + 0.8 * Math.log(0.8 / 0.5);
    expect(weightKl({ distance: 8, variance: 0.25, weight: 0.2, wrong: 0.5 })).toBeCloseTo(coins, 9);
  });
});
