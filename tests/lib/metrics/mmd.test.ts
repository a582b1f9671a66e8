import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mmd, mmdBandwidth } from '../../../src/lib/metrics/mmd.ts';
import { createRng } from '../../../src/lib/random.ts';

/** E MMD^2 between N(0, 1) and N(shift, 1) with an RBF kernel of this bandwidth. */
const closedForm = (shift: number, bandwidth: number) => {
  const v = bandwidth ** 2 + 2;
  return ((2 * bandwidth) / Math.sqrt(v)) * (1 - Math.exp(-(shift ** 2) / (2 * v)));
};

/** Mean and standard error over independent repetitions. */
function repeated(runs: number, once: (seed: number) => number) {
  const values = Array.from({ length: runs }, (_, i) => once(i));
  const mean = values.reduce((a, b) => a + b) / runs;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (runs - 1);
  return { mean, standardError: Math.sqrt(variance / runs), values };
}

const shifted = (n: number, shift: number, label: string, seed: number) =>
  createRng(seed)
    .fork(label)
    .normals(n)
    .map((v) => v + shift);

test('has the closed form between two Gaussians as its mean, also for unequal sizes (V52)', () => {
  for (const [n, m] of [
    [80, 80],
    [60, 100],
  ] as const) {
    const { mean, standardError } = repeated(300, (seed) =>
      mmd(shifted(n, 0, 'x', seed), shifted(m, 0.8, 'y', seed), 1, 1),
    );
    expect(Math.abs(mean - closedForm(0.8, 1))).toBeLessThan(4.5 * standardError);
    expect(standardError).toBeLessThan(0.005);
  }
  expect(closedForm(0.8, 1)).toBeCloseTo(0.11683, 5);
});

test('is 0 on average where the laws agree, so single values are negative (V52)', () => {
  const { mean, standardError, values } = repeated(200, (seed) =>
    mmd(shifted(60, 0, 'x', seed), shifted(60, 0, 'y', seed), 1, 1),
  );
  expect(Math.abs(mean)).toBeLessThan(4.5 * standardError);
  expect(values.some((value) => value < 0)).toBe(true);
});

test('is what the formula says for two points against two', () => {
  const k = (d: number) => Math.exp((-d * d) / 2);
  expect(mmd([0, 1], [3, 5], 1, 1)).toBeCloseTo(k(1) + k(2) - (k(3) + k(5) + k(2) + k(4)) / 2, 14);
});

test('does not change when both sets swap, move together, or are shuffled', () => {
  const points = fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 20 })
    .filter((p) => p.length % 2 === 0);
  fc.assert(
    fc.property(points, points, fc.double({ min: -3, max: 3, noNaN: true }), (x, y, shift) => {
      const value = mmd(x, y, 2);
      expect(mmd(y, x, 2)).toBeCloseTo(value, 12);
      expect(
        mmd(
          x.map((v) => v + shift),
          y.map((v) => v + shift),
          2,
        ),
      ).toBeCloseTo(value, 9);
      const reversed = Array.from({ length: x.length / 2 }, (_, i) =>
        x.slice(x.length - 2 * i - 2, x.length - 2 * i),
      ).flat();
      expect(mmd(reversed, y, 2)).toBeCloseTo(value, 12);
    }),
  );
});

test('uses half the typical radius as bandwidth by default', () => {
  expect(mmdBandwidth(4)).toBe(1);
  expect(mmd([0, 0, 1, 0], [2, 0, 0, 2], 2)).toBe(mmd([0, 0, 1, 0], [2, 0, 0, 2], 2, Math.SQRT1_2));
});

test('is not a number for fewer than two points or for points that are not finite', () => {
  expect(mmd([], [1, 2], 1)).toBeNaN();
  expect(mmd([1], [1, 2], 1)).toBeNaN();
  expect(mmd([1, NaN], [1, 2], 1)).toBeNaN();
  expect(() => mmd([1, 2, 3], [1, 2], 2)).toThrow(RangeError);
});
