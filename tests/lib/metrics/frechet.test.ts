import { describe, expect, test } from 'vitest';
import { fitGaussian, frechet, frechetBias, gaussianFrechet, sqrtTrace } from '../../../src/lib/metrics/frechet.ts';
import { createRng } from '../../../src/lib/random.ts';
import { cholesky, multiply, symmetricEigen, transpose } from '../../../src/lib/theory/linearAlgebra.ts';

const definite = (n: number, seed: number) => {
  const a = Float64Array.from(createRng(seed).normals(n * n));
  return multiply(a, transpose(a));
};
const diagonal = (values: number[]) =>
  Float64Array.from({ length: values.length ** 2 }, (_, i) =>
    i % (values.length + 1) === 0 ? values[i / (values.length + 1)]! : 0,
  );
/** n draws of N(0, diag(variances)). */
const normals = (n: number, variances: number[], seed: number) =>
  createRng(seed)
    .normals(n * variances.length)
    .map((v, at) => v * Math.sqrt(variances[at % variances.length]!));

describe('the trace term', () => {
  test('of 2 x 2 covariances is sqrt(tr M + 2 sqrt(det M)) of their product M (V51)', () => {
    for (let seed = 0; seed < 30; seed++) {
      const [a, b] = [definite(2, seed), definite(2, seed + 100)];
      const m = multiply(a, b);
      const exact = Math.sqrt(m[0]! + m[3]! + 2 * Math.sqrt(m[0]! * m[3]! - m[1]! * m[2]!));
      expect(Math.abs(sqrtTrace(a, b) / exact - 1)).toBeLessThan(1e-10);
    }
  });

  test('is the sum of the roots of the eigenvalues of the product, found through Cholesky factors (V51)', () => {
    for (const n of [3, 16, 64]) {
      const [a, b] = [definite(n, n), definite(n, n + 1)];
      const l = cholesky(a); // L^T B L is similar to L L^T B = A B
      const similar = multiply(multiply(transpose(l), b), l);
      const even = similar.map((v, at) => (v + transpose(similar)[at]!) / 2);
      const exact = symmetricEigen(even).values.reduce((sum, v) => sum + Math.sqrt(v), 0);
      expect(Math.abs(sqrtTrace(a, b) / exact - 1)).toBeLessThan(1e-10);
    }
  });

  test('does not become a NaN for singular covariances', () => {
    const flat = diagonal([1, 0, 0]);
    expect(sqrtTrace(flat, flat)).toBeCloseTo(1, 10);
    expect(sqrtTrace(flat, diagonal([0, 1, 1]))).toBeCloseTo(0, 6);
  });
});

describe('the Frechet distance', () => {
  test('of Gaussians with commuting covariances is |m1 - m2|^2 + sum (s1 - s2)^2', () => {
    const a = { mean: Float64Array.of(1, 2, 3), covariance: diagonal([1, 4, 9]) };
    const b = { mean: Float64Array.of(0, 2, 5), covariance: diagonal([4, 4, 1]) };
    expect(gaussianFrechet(a, b)).toBeCloseTo(1 + 4 + 1 + 0 + 4, 12);
  });

  test('of a set to itself is 0, and of a shifted copy the squared shift', () => {
    const x = createRng(1).normals(600);
    expect(Math.abs(frechet(x, x, 6))).toBeLessThan(1e-10);
    const shifted = Float64Array.from(x, (v, at) => v + (at % 6) / 2);
    expect(frechet(x, shifted, 6)).toBeCloseTo((0 + 1 + 4 + 9 + 16 + 25) / 4, 9);
  });

  test('fits what NumPy fits', () => {
    // np.cov([[1, 2, 4], [0, 3, 3]]) = [[7/3, 2], [2, 3]]
    const { mean, covariance } = fitGaussian([1, 0, 2, 3, 4, 3], 2);
    expect([...mean]).toEqual([expect.closeTo(7 / 3), 2]);
    expect([...covariance].map((v) => v * 3)).toEqual([expect.closeTo(7), expect.closeTo(6), expect.closeTo(6), 9]);
  });

  test('is refused with a sentence where a covariance must be singular', () => {
    const x = createRng(1).normals(64 * 65);
    expect(() => frechet(x.subarray(0, 64 * 64), x, 64)).toThrow(
      'in 64 dimensions needs more than 64 samples on each side, or a covariance is singular; got 64',
    );
    expect(frechet(x, x, 64)).toBeLessThan(1e-8);
  });
});

describe('its bias', () => {
  test('is (d (d + 1) / 2 + 2 d) / n for N(0, I), half the first and d / n with one side exact', () => {
    const ones = (d: number) => new Float64Array(d).fill(1);
    expect(1797 * frechetBias(ones(64), 1797, 1797)).toBeCloseTo(2208, 9);
    expect(1797 * frechetBias(ones(64), 1797, Infinity)).toBeCloseTo(2080 / 2 + 64, 9);
  });

  test('is what sampling finds, for unequal variances and numbers too (V51)', () => {
    for (const { variances, n, m } of [
      { variances: Array<number>(16).fill(1), n: 1000, m: 1000 },
      { variances: [4, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.01], n: 500, m: 1500 },
    ]) {
      const runs = 40;
      const values = Array.from({ length: runs }, (_, i) =>
        frechet(normals(n, variances, 2 * i), normals(m, variances, 2 * i + 1), variances.length),
      );
      const average = values.reduce((a, b) => a + b) / runs;
      const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / (runs - 1) / runs);
      const expected = frechetBias(variances, n, m);
      expect(Math.abs(average - expected)).toBeLessThan(4.5 * spread + 0.02 * expected); // first order in d / n
      expect(spread).toBeLessThan(0.08 * expected);
    }
  });

  test('counts a feature that never varies as nothing', () => {
    expect(frechetBias([1, 0], 100, 100)).toBe(frechetBias([1], 100, 100));
  });
});

test('features of 128 numbers are not too many', () => {
  const d = 128;
  const [x, y] = [createRng(3).normals(d * 300), createRng(4).normals(d * 300)];
  const expected = frechetBias(new Float64Array(d).fill(1), 300, 300);
  expect(Math.abs(frechet(x, y, d) / expected - 1)).toBeLessThan(0.2); // to first order in d / n
});
