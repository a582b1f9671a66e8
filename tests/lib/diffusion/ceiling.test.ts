import { expect, test } from 'vitest';
import { grid25 } from '../../../src/lib/data/grid25.ts';
import { moons } from '../../../src/lib/data/moons.ts';
import { exactCeiling } from '../../../src/lib/diffusion/ceiling.ts';
import { highQualityTarget } from '../../../src/lib/metrics/threeSigma.ts';
import { createRng } from '../../../src/lib/random.ts';

const grid = grid25();
const n = 2000;

test('one step sends every sample to the mean, which on the grid is one of the modes', () => {
  const { modes, hq, modeKl } = exactCeiling(grid, 'ddim', 1, 200, createRng(1));
  expect([modes, hq]).toEqual([1, 1]);
  expect(modeKl).toBeCloseTo(Math.log(25), 12);
});

// JAX with the same denoiser, 10000 samples: Heun 10 steps .780, 18 steps .985; DDIM with 50 steps .972
test('Heun reaches what real data scores in 18 steps, 35 evaluations, and no sooner', () => {
  const sampleError = (p: number) => 4.5 * Math.sqrt((p * (1 - p)) / n);
  const few = exactCeiling(grid, 'heun', 10, n, createRng(2));
  const enough = exactCeiling(grid, 'heun', 18, n, createRng(2));
  expect(Math.abs(few.hq - 0.78)).toBeLessThan(sampleError(0.78));
  expect(Math.abs(enough.hq - 0.985)).toBeLessThan(sampleError(0.985));
  expect(enough.evaluations).toBe(35);
  expect(Math.abs(enough.hq - highQualityTarget)).toBeLessThan(0.015);
  expect(Math.abs(enough.spread - 1)).toBeLessThan(0.05);
});

test('fifty DDIM steps are inside every mode but leave it too narrow', () => {
  const { hq, spread } = exactCeiling(grid, 'ddim', 50, n, createRng(3));
  expect(hq).toBeGreaterThan(0.95);
  expect(spread).toBeLessThan(0.6);
});

test('data without separate modes has no ceiling', () => {
  expect(() => exactCeiling(moons(), 'heun', 5, 10, createRng(1))).toThrow('moons is none');
});
