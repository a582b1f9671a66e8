import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { leastRelativeVariance, meanNorm, pathLengthOptimum } from '../../../src/lib/theory/pathLength.ts';

/** E f(|y|) by a sum over the density of |y|, r^(k - 1) exp(-r^2 / 2). */
function average(k: number, f: (r: number) => number): number {
  let [sum, mass] = [0, 0];
  for (let i = 0; i < 20_000; i++) {
    const r = ((i + 0.5) * 16) / 20_000;
    const weight = r ** (k - 1) * Math.exp((-r * r) / 2);
    sum += weight * f(r);
    mass += weight;
  }
  return sum / mass;
}

test('the mean length of a normal vector is that of its density', () => {
  for (const k of [1, 2, 3, 8, 32])
    expect(meanNorm(k)).toBeCloseTo(
      average(k, (r) => r),
      6,
    );
  expect(() => meanNorm(0)).toThrow(RangeError);
});

test('no common singular value does better than the one it names, and the loss there is the one it names', () => {
  for (const k of [1, 2, 32]) {
    const { loss, singular } = pathLengthOptimum(k);
    const at = (s: number) => average(k, (r) => (s * r - 1) ** 2);
    expect(at(singular)).toBeCloseTo(loss, 6);
    for (const s of [0.9, 0.99, 1.01, 1.1]) expect(at(s * singular)).toBeGreaterThan(loss);
    expect(leastRelativeVariance(k)).toBeCloseTo(loss / (1 - loss), 12);
  }
});

test('uneven singular values of the same energy do worse, at any scale', () => {
  const rng = createRng(3);
  const n = 20_000;
  const draws = Array.from({ length: n }, () => [rng.normal(), rng.normal(), rng.normal()]);
  const relative = (values: number[]) => {
    const lengths = draws.map((y) => Math.hypot(...y.map((v, i) => v * values[i]!)));
    const mean = lengths.reduce((sum, v) => sum + v, 0) / n;
    return lengths.reduce((sum, v) => sum + v * v, 0) / n / mean ** 2 - 1;
  };
  const even = relative([1, 1, 1]);
  expect(Math.abs(even - leastRelativeVariance(3))).toBeLessThan((5 * 0.3) / Math.sqrt(n));
  for (const uneven of [
    [1.2, 1, 0.75],
    [2, 1, 1],
    [1, 0.1, 0.1],
  ])
    expect(relative(uneven)).toBeGreaterThan(even + 0.003);
});
