import { expect, test } from 'vitest';
import { logSumExp, sigmoid, softplus } from '../../../src/lib/theory/logSumExp.ts';

test('logSumExp neither overflows nor underflows', () => {
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
  expect(logSumExp([0, Math.log(2), Math.log(3)])).toBeCloseTo(Math.log(6), 14);
});

test('logSumExp of nothing, or of zeros only, is minus infinity; NaN stays NaN', () => {
  expect(logSumExp([])).toBe(-Infinity);
  expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
  expect(logSumExp([1, NaN, 2])).toBeNaN();
  expect(logSumExp([NaN])).toBeNaN();
});

test('softplus and sigmoid are exact at both ends', () => {
  expect(softplus(0)).toBeCloseTo(Math.LN2, 15);
  expect(softplus(800)).toBe(800);
  expect(softplus(-40)).toBeCloseTo(Math.exp(-40), 25);
  expect(softplus(Infinity)).toBe(Infinity);
  expect(softplus(-Infinity)).toBe(0);
  expect(sigmoid(-800)).toBe(0);
  expect(sigmoid(800)).toBe(1);
  expect(sigmoid(-2) + sigmoid(2)).toBeCloseTo(1, 15);
  expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 15);
});
