import { expect, test } from 'vitest';
import { langevinVariance } from '../../../src/lib/theory/langevin.ts';

test('is where the recursion V <- (1 - delta / 2 v)^2 V + delta stands still', () => {
  for (const [v, delta] of [
    [1, 0.5],
    [0.25, 0.9],
    [4, 0.01],
  ] as const) {
    let V = 0;
    for (let i = 0; i < 20_000; i++) V = (1 - delta / (2 * v)) ** 2 * V + delta;
    expect(langevinVariance(v, delta)).toBeCloseTo(V, 10);
  }
});

test('has no end from delta = 4 v on, and no bias in the limit', () => {
  expect(langevinVariance(0.25, 1)).toBe(Infinity);
  expect(langevinVariance(0.25, 1e-9)).toBeCloseTo(0.25, 8);
});
