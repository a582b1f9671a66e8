import { expect, test } from 'vitest';
import { kid, kidBlocks } from '../../../src/lib/metrics/kid.ts';
import { createRng } from '../../../src/lib/random.ts';

const normals = (n: number, shift: number, label: string, seed: number) =>
  createRng(seed)
    .fork(label)
    .normals(n)
    .map((v) => v + shift);

/** Expanding (xy + 1)^3: squared differences of the first three moments, weights 3, 3, 1. For N(0, 1) and N(s, 1). */
const closedForm = (s: number) => 3 * s ** 2 + 3 * s ** 4 + (s ** 3 + 3 * s) ** 2;

function repeated(runs: number, once: (seed: number) => number) {
  const values = Array.from({ length: runs }, (_, i) => once(i));
  const mean = values.reduce((a, b) => a + b) / runs;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (runs - 1);
  return { mean, standardError: Math.sqrt(variance / runs), values };
}

test('has the moments of the laws as its mean: 3 s^2 + 3 s^4 + (s^3 + 3 s)^2 for a shift by s', () => {
  for (const [n, m] of [
    [60, 60],
    [40, 90],
  ] as const) {
    const { mean, standardError } = repeated(400, (seed) =>
      kid(normals(n, 0, 'x', seed), normals(m, 0.6, 'y', seed), 1),
    );
    expect(Math.abs(mean - closedForm(0.6))).toBeLessThan(4.5 * standardError);
    expect(standardError).toBeLessThan(0.1 * closedForm(0.6));
  }
});

test('is 0 on average where the laws agree, at any n, and so negative now and then', () => {
  for (const n of [10, 60]) {
    const { mean, standardError, values } = repeated(400, (seed) =>
      kid(normals(3 * n, 0, 'x', seed), normals(3 * n, 0, 'y', seed), 3),
    );
    expect(Math.abs(mean)).toBeLessThan(4.5 * standardError);
    expect(values.some((value) => value < 0)).toBe(true);
  }
});

test('is what the formula says for two points against two', () => {
  const k = (a: number, b: number) => (a * b + 1) ** 3;
  expect(kid([0, 1], [3, 5], 1)).toBeCloseTo(k(0, 1) + k(3, 5) - (k(0, 3) + k(0, 5) + k(1, 3) + k(1, 5)) / 2, 12);
});

test('blocks give a mean with a standard error that repetitions confirm', () => {
  const runs = Array.from({ length: 60 }, (_, seed) =>
    kidBlocks(normals(600, 0, 'x', seed), normals(640, 0.5, 'y', seed), 2, 20),
  );
  expect(runs[0]!.blocks).toBe(15);
  const average = (f: (run: (typeof runs)[0]) => number) => runs.reduce((sum, run) => sum + f(run), 0) / runs.length;
  const mean = average((run) => run.mean);
  const spread = Math.sqrt(average((run) => (run.mean - mean) ** 2));
  expect(Math.sqrt(average((run) => run.standardError ** 2)) / spread).toBeGreaterThan(0.7);
  expect(Math.sqrt(average((run) => run.standardError ** 2)) / spread).toBeLessThan(1.4);
});

test('one block has no standard error', () => {
  const x = createRng(1).normals(40);
  expect(() => kidBlocks(x, x, 2, 20)).toThrow('two blocks of two points or more; got 20 points and blocks of 20');
  expect(() => kidBlocks(x, x, 2, 1)).toThrow('blocks of 1');
  expect(kid([], [1], 1)).toBeNaN();
});
