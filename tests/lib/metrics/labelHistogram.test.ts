import { describe, expect, test } from 'vitest';
import {
  histogramKl,
  histogramKlFloor,
  labelAccuracy,
  labelHistogram,
  labels,
  meanConfidence,
} from '../../../src/lib/metrics/labelHistogram.ts';
import { createRng } from '../../../src/lib/random.ts';

const probabilities = [0.7, 0.2, 0.1, 0.1, 0.1, 0.8, 0.6, 0.3, 0.1];

test('the label is the most probable class, and the histogram counts every image once', () => {
  expect([...labels(probabilities, 3)]).toEqual([0, 2, 0]);
  expect([...labelHistogram(probabilities, 3)]).toEqual([2, 0, 1]);
});

test('the confidence is the mean of the largest probabilities', () => {
  expect(meanConfidence(probabilities, 3)).toBeCloseTo(0.7, 12);
  expect(meanConfidence([], 3)).toBeNaN();
});

test('the label accuracy counts rows whose likeliest class was asked for, and of the labels only as many as there are rows', () => {
  expect(labelAccuracy(probabilities, 3, [0, 2, 1])).toBeCloseTo(2 / 3, 12);
  expect(labelAccuracy(probabilities, 3, [0, 2, 0, 1, 1])).toBe(1);
  expect(labelAccuracy([], 3, [])).toBeNaN();
});

describe('the KL of a histogram', () => {
  test('is log K for everything in one of K classes, and 0 for the weights themselves', () => {
    expect(histogramKl([0, 30, 0, 0, 0])).toBeCloseTo(Math.log(5), 12);
    expect(histogramKl([1, 2, 1], [0.25, 0.5, 0.25])).toBeCloseTo(0, 12);
    expect(histogramKl([1, 1], [1, 0])).toBe(Infinity);
    expect(histogramKl([0, 0])).toBeNaN();
  });

  test('of an honest sample is (K - 1) / 2n on average, for unequal classes too', () => {
    const weights = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05];
    const [n, runs] = [1000, 400];
    const rng = createRng(1);
    const values = Array.from({ length: runs }, () => {
      const counts = new Float64Array(8);
      for (let i = 0; i < n; i++) {
        let u = rng.uniform();
        let k = 0;
        while (k < 7 && u >= weights[k]!) u -= weights[k++]!;
        counts[k]!++;
      }
      return histogramKl(counts, weights);
    });
    const mean = values.reduce((a, b) => a + b) / runs;
    const floor = histogramKlFloor(8, n);
    expect(floor).toBe(7 / 2000);
    // 2 n KL is nearly chi-squared with 7 degrees: relative standard error sqrt(2 / 7 / runs) = .027
    expect(Math.abs(mean / floor - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 7 / runs));
  });
});
