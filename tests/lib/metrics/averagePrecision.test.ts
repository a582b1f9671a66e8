import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePrecision, bestAveragePrecision } from '../../../src/lib/metrics/averagePrecision.ts';

test('average precision is what the definition says', () => {
  // sklearn.metrics.average_precision_score's own example: y = 0 0 1 1, scores .1 .4 .35 .8: (1/1 + 2/3) / 2
  expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(5 / 6, 14);
  expect(averagePrecision([3, 2, 1], [1, 1, 0])).toBe(1);
  expect(averagePrecision([1, 1, 1, 1], [0, 1, 0, 0])).toBe(0.25); // no order at all: the prevalence
  expect(averagePrecision([1, 2], [0, 0])).toBeNaN();
});

test('it depends on the order of the scores alone', () => {
  const row = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const [scores, positive] = [rows.map(([s]) => s), rows.map(([, p]) => p)];
      expect(averagePrecision(scores, positive)).toEqual(
        averagePrecision(
          scores.map((s) => Math.exp(s)),
          positive,
        ),
      );
    }),
    { seed: 1 },
  );
});

test('of a certain posterior the best is 1, of one that knows nothing about the prevalence', () => {
  expect(bestAveragePrecision([1, 0, 0, 1])).toBe(1);
  // All p equal: (1 + (i - 1) p) / i on average over i, which falls to p as rows are many.
  expect(bestAveragePrecision(new Array<number>(100_000).fill(0.1))).toBeCloseTo(0.1, 3);
});
