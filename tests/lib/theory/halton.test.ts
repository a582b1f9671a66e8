import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { radicalInverse, shiftedHalton } from '../../../src/lib/theory/halton.ts';

test('mirrors digits at the radix point', () => {
  expect([1, 2, 3, 4, 5, 6].map((i) => radicalInverse(i, 2))).toEqual([1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8]);
  expect(radicalInverse(5, 3)).toBeCloseTo(2 / 3 + 1 / 9, 15); // 5 = 12 in base 3
});

test('averages more accurately than independent points, in [0, 1)', () => {
  const n = 1024;
  const points = shiftedHalton(n, 3, createRng(1));
  expect(points.every((u) => u >= 0 && u < 1)).toBe(true);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += points[3 * i]! * points[3 * i + 1]! * points[3 * i + 2]!;
  // The mean of a product of three uniforms is 1/8; independent points would miss it by sqrt(1/27 - 1/64) / 32 = 0.0046.
  expect(Math.abs(sum / n - 1 / 8)).toBeLessThan(0.001);
});

test('refuses more dimensions than it has primes for', () => {
  expect(() => shiftedHalton(4, 13, createRng(1))).toThrow('at most 12 dimensions');
});
