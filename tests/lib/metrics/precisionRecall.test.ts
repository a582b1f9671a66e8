import { describe, expect, test } from 'vitest';
import {
  expectedCoverage,
  precisionRecall,
  squaredRadii,
  type Prdc,
} from '../../../src/lib/metrics/precisionRecall.ts';
import { createRng } from '../../../src/lib/random.ts';

const normals = (n: number, dim: number, label: string, seed = 1) =>
  createRng(seed)
    .fork(label)
    .normals(n * dim);

function repeated(runs: number, once: (seed: number) => Prdc) {
  const all = Array.from({ length: runs }, (_, i) => once(i));
  return (name: keyof Prdc) => {
    const values = all.map((run) => run[name]);
    const mean = values.reduce((a, b) => a + b) / runs;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (runs - 1);
    return { mean, standardError: Math.sqrt(variance / runs) };
  };
}

describe('balls around points', () => {
  test('reach the k-th nearest other point', () => {
    expect([...squaredRadii([0, 1, 3, 7], 1, 1)]).toEqual([1, 1, 4, 16]);
    expect([...squaredRadii([0, 1, 3, 7], 1, 2)]).toEqual([9, 4, 9, 36]);
    expect([...squaredRadii([7, 0, 3, 1], 1, 3)]).toEqual([49, 49, 16, 36]);
  });

  test('need more than k points', () => {
    expect(() => squaredRadii([1, 2], 1, 2)).toThrow('A 2-th neighbour needs more than 2 points; got 2.');
  });
});

test('by hand, for three real points and three samples on the line', () => {
  // real 0, 2, 10 with radii 2, 2, 8; samples 1, 2.5, 30 with radii 1.5, 1.5, 27.5
  const { precision, recall, density, coverage } = precisionRecall([1, 2.5, 30], [0, 2, 10], 1, 1);
  expect(precision).toBeCloseTo(2 / 3); // 30 is 20 from 10
  expect(coverage).toBe(1); // 10 reaches 2.5: exactly 7.5 < 8
  expect(density).toBeCloseTo((2 + 2 + 0) / 3); // 1: balls of 0 and 2; 2.5: balls of 2 and 10
  expect(recall).toBe(1); // 30 reaches 10 and 2.5 reaches 2, 1 reaches 0
});

describe('of a perfect sampler', () => {
  test('the density is 1 and the coverage 1 - prod (N - i) / (M + N - i) on average, at every size (V54)', () => {
    for (const [n, m, dim, k] of [
      [100, 100, 2, 5],
      [60, 150, 5, 3],
    ] as const) {
      const of = repeated(120, (seed) =>
        precisionRecall(normals(m, dim, 'x', seed), normals(n, dim, 'y', seed), dim, k),
      );
      const [density, coverage] = [of('density'), of('coverage')];
      expect(Math.abs(density.mean - 1)).toBeLessThan(4.5 * density.standardError);
      expect(Math.abs(coverage.mean - expectedCoverage(n, m, k))).toBeLessThan(4.5 * coverage.standardError);
      expect(coverage.standardError).toBeLessThan(0.005);
    }
  });

  test('the expected coverage is .96898 for k = 5 and a thousand of each (V54)', () => {
    expect(expectedCoverage(1000, 1000, 5)).toBeCloseTo(0.96898, 5);
    expect(expectedCoverage(1e9, 1e9, 5)).toBeCloseTo(1 - 2 ** -5, 8);
  });

  test('precision and recall agree, and fall with the dimension', () => {
    const at = (dim: number) => precisionRecall(normals(400, dim, 'x'), normals(400, dim, 'y'), dim);
    const [plane, space] = [at(2), at(64)];
    expect(Math.abs(plane.precision - plane.recall)).toBeLessThan(0.06);
    expect(plane.precision).toBeGreaterThan(0.95);
    expect(space.precision).toBeLessThan(0.85);
  });
});

describe('failures fall apart into quality and variety', () => {
  const real = normals(400, 2, 'real');

  test('a narrow sampler keeps its precision and loses recall and coverage', () => {
    const narrow = normals(400, 2, 'x').map((v) => v / 4);
    const { precision, recall, coverage } = precisionRecall(narrow, real, 2);
    expect(precision).toBeGreaterThan(0.99);
    expect(recall).toBeLessThan(0.4);
    expect(coverage).toBeLessThan(0.5);
  });

  test('a wide sampler keeps its recall and loses precision and density', () => {
    const wide = normals(400, 2, 'x').map((v) => v * 3);
    const { precision, recall, density } = precisionRecall(wide, real, 2);
    expect(recall).toBeGreaterThan(0.95);
    expect(precision).toBeLessThan(0.7);
    expect(density).toBeLessThan(0.5);
  });

  test('a copy of the real set looks perfect, which is why memorisation is measured on its own', () => {
    const { precision, recall, coverage } = precisionRecall(real, real, 2);
    expect([precision, recall, coverage]).toEqual([1, 1, 1]);
  });

  test('samples that are not finite are in no ball', () => {
    const broken = normals(400, 2, 'x').fill(NaN, 0, 400);
    expect(precisionRecall(broken, real, 2).precision).toBeLessThanOrEqual(0.5);
  });
});
