import { expect, test } from 'vitest';
import { mean } from '../../../src/lib/theory/mean.ts';

test('is the sum over the number, of arrays of any kind; there is none of nothing', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean(Float64Array.of(-1, 1))).toBe(0);
  expect(mean([])).toBeNaN();
});
