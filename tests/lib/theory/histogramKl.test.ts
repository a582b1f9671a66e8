import { describe, expect, it } from 'vitest';
import { histogramKl, histogramKlFloor } from '../../../src/lib/metrics/labelHistogram.ts';
import { createRng } from '../../../src/lib/random.ts';
import { expectedHistogramKl } from '../../../src/lib/theory/histogramKl.ts';

describe('expectedHistogramKl', () => {
  it('is the mean over every possible sequence of draws', () => {
    for (const [K, n] of [
      [2, 1],
      [2, 6],
      [3, 5],
    ] as const) {
      // prettier-ignore
      let mean = 0;
      for (let code = 0; code < K ** n; code++) {
        const counts = new Float64Array(K);
        for (let i = 0, rest = code; i < n; i++, rest = Math.floor(rest / K)) counts[rest % K]!++;
        mean += histogramKl(counts) / K ** n;
      }
      expect(expectedHistogramKl(K, n)).toBeCloseTo(mean, 12);
    }
  });

  it('is what honest samples score', () => {
    const rng = createRng(8);
    const values = Array.from({ length: 400 }, () => {
      const counts = new Float64Array(25);
      for (let i = 0; i < 60; i++) counts[rng.integer(25)]!++;
      return histogramKl(counts);
    });
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const error = Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / values.length / (values.length - 1));
    expect(Math.abs(expectedHistogramKl(25, 60) - mean)).toBeLessThan(4.5 * error);
  });

  it('tends to (K - 1) / (2n)', () => {
    for (const K of [8, 25, 1000]) {
      const n = 200 * K;
      expect(expectedHistogramKl(K, n) / histogramKlFloor(K, n)).toBeCloseTo(1, 2);
    }
    expect(expectedHistogramKl(1000, 1)).toBeCloseTo(Math.log(1000), 12);
  });
});
