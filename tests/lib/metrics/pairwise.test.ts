import { expect, test } from 'vitest';
import { meanPairwiseDistance } from '../../../src/lib/metrics/pairwise.ts';

test('a triangle of sides 3, 4 and 5 has the mean side 4', () => {
  expect(meanPairwiseDistance([0, 0, 3, 0, 0, 4], 2)).toBe(4);
});

test('it grows as the points do, and is 0 where all are one', () => {
  const x = [1, 2, -1, 0.5, 3, 3, 0, 1];
  expect(
    meanPairwiseDistance(
      x.map((v) => 5 + 0.3 * v),
      2,
    ),
  ).toBeCloseTo(0.3 * meanPairwiseDistance(x, 2), 12);
  expect(meanPairwiseDistance([2, 1, 2, 1, 2, 1], 2)).toBe(0);
  expect(() => meanPairwiseDistance([1, 2], 2)).toThrow(RangeError);
});
