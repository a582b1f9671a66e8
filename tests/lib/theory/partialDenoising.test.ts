import { expect, test } from 'vitest';
import { partiallyDenoised } from '../../../src/lib/theory/partialDenoising.ts';

test('a guide at 2, data N(0, 1/4) and alphaBar = .3 give mean .19355', () => {
  expect(partiallyDenoised(2, 0.25, 0.3).mean).toBeCloseTo(0.193548387, 9);
});

test('a guide drawn from the data comes out as the data: total variance s^2', () => {
  for (const alphaBar of [0.05, 0.5, 0.95]) {
    const k = partiallyDenoised(1, 0.25, alphaBar).mean; // linear in the guide
    expect(k ** 2 * 0.25 + partiallyDenoised(0, 0.25, alphaBar).variance).toBeCloseTo(0.25, 14);
  }
});

test('no noise keeps the guide, all noise forgets it', () => {
  expect(partiallyDenoised(2, 0.25, 1)).toEqual({ mean: 2, variance: 0 });
  const forgotten = partiallyDenoised(2, 0.25, 1e-12);
  expect(forgotten.mean).toBeCloseTo(0, 9);
  expect(forgotten.variance).toBeCloseTo(0.25, 9);
});
