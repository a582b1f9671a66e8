import { describe, expect, test } from 'vitest';
import {
  cholesky,
  choleskySolve,
  multiply,
  spectral,
  symmetricEigen,
  symmetricSqrt,
  trace,
  transpose,
} from '../../../src/lib/theory/linearAlgebra.ts';
import { createRng } from '../../../src/lib/random.ts';

const largest = (a: ArrayLike<number>) => Math.max(...Array.from(a, Math.abs));
const difference = (a: Float64Array, b: Float64Array) => largest(a.map((v, i) => v - b[i]!));
const identity = (n: number) => Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

/** A A^T with A normal: positive definite. */
function definite(n: number, seed: number): Float64Array {
  const a = Float64Array.from(createRng(seed).normals(n * n));
  return multiply(a, transpose(a));
}

describe('the symmetric eigenproblem', () => {
  test('of a 2 x 2 matrix has the roots of its quadratic', () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2]);
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
    expect(Math.abs(vectors[2]!)).toBeCloseTo(Math.SQRT1_2, 14);
  });

  test('of the second difference has the eigenvalues 2 - 2 cos(k pi / (n + 1))', () => {
    const n = 40;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    symmetricEigen(a).values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    });
  });

  test.each([1, 2, 7, 32, 128])('gives back a matrix of order %i, with orthonormal vectors, ascending', (n) => {
    const a = definite(n, n);
    const { values, vectors } = symmetricEigen(a);
    expect(difference(multiply(vectors, transpose(vectors)), identity(n))).toBeLessThan(1e-12);
    expect(
      difference(
        spectral(a, (v) => v),
        a,
      ),
    ).toBeLessThan(1e-12 * largest(a));
    expect([...values]).toEqual([...values].sort((x, y) => x - y));
    expect(values.reduce((x, y) => x + y)).toBeCloseTo(trace(a), 8);
  });

  test('of a diagonal or a zero matrix is at once there', () => {
    expect([...symmetricEigen([3, 0, 0, -1]).values]).toEqual([-1, 3]);
    expect([...symmetricEigen([0, 0, 0, 0]).values]).toEqual([0, 0]);
  });

  test('refuses what is not symmetric, not finite or not square', () => {
    expect(() => symmetricEigen([1, 2, 3, 4])).toThrow('(1, 0) and (0, 1) are 3 and 2');
    expect(() => symmetricEigen([1, NaN, NaN, 4])).toThrow('finite symmetric');
    expect(() => symmetricEigen([1, 2, 3])).toThrow('got 3');
  });
});

test('the symmetric square root squares to the matrix, also to a singular one', () => {
  const a = definite(24, 3);
  const root = symmetricSqrt(a);
  expect(difference(multiply(root, root), a)).toBeLessThan(1e-12 * largest(a));
  expect(difference(root, transpose(root))).toBeLessThan(1e-12);
  const ones = new Float64Array(9).fill(1); // eigenvalues 3, 0, 0: the root is the matrix over sqrt(3)
  expect(
    difference(
      symmetricSqrt(ones),
      ones.map((v) => v / Math.sqrt(3)),
    ),
  ).toBeLessThan(1e-7);
});

test('Cholesky gives a lower triangle whose square is the matrix, and refuses what is not positive definite', () => {
  const a = definite(24, 4);
  const l = cholesky(a);
  expect(difference(multiply(l, transpose(l)), a)).toBeLessThan(1e-12 * largest(a));
  expect(l[1]).toBe(0);
  expect(() => cholesky([1, 2, 2, 1])).toThrow('pivot 1 is -3');
});

test('a Cholesky factor solves the equations of its matrix', () => {
  const a = [4, 1, -0.5, 1, 3, 0.2, -0.5, 0.2, 2];
  const x = choleskySolve(cholesky(a), [1, -2, 3]);
  [1, -2, 3].forEach((b, i) =>
    expect(a[3 * i]! * x[0]! + a[3 * i + 1]! * x[1]! + a[3 * i + 2]! * x[2]!).toBeCloseTo(b, 13),
  );
});
