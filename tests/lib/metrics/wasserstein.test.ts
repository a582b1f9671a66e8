import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  quantileWasserstein,
  squaredWasserstein,
  wasserstein,
  wassersteinFloor,
} from '../../../src/lib/metrics/wasserstein.ts';
import { createRng } from '../../../src/lib/random.ts';

const sorted = (values: number[]) => Float64Array.from(values).sort();
const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 });

/** W_1 as the area between two empirical distribution functions, by counting. */
function areaBetween(x: number[], y: number[]): number {
  const points = [...x, ...y].sort((a, b) => a - b);
  const below = (values: number[], at: number) => values.filter((v) => v <= at).length / values.length;
  return points
    .slice(1)
    .reduce((sum, to, i) => sum + Math.abs(below(x, points[i]!) - below(y, points[i]!)) * (to - points[i]!), 0);
}

describe('the squared Wasserstein distance on the line', () => {
  test('pairs sorted values', () => {
    expect(squaredWasserstein(sorted([3, 0]), sorted([1, 1]))).toBe((1 + 4) / 2);
    expect(squaredWasserstein([0], [4])).toBe(16);
  });

  test('spreads mass where the sizes differ', () => {
    // Half of the point at 0 goes to 1 and half to 3; and two against three by hand.
    expect(squaredWasserstein([0], [1, 3])).toBe((1 + 9) / 2);
    // u in [0, 1/3): 0 to 0 | [1/3, 1/2): 0 to 1 | [1/2, 2/3): 6 to 1 | [2/3, 1): 6 to 2
    expect(squaredWasserstein([0, 6], [0, 1, 2])).toBeCloseTo(1 / 6 + 25 / 6 + 16 / 3, 13);
  });

  test('is the same when every point is counted k times', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 2, max: 4 }), (x, y, k) => {
        const many = sorted(x.flatMap((v) => Array<number>(k).fill(v)));
        expect(squaredWasserstein(many, sorted(y))).toBeCloseTo(squaredWasserstein(sorted(x), sorted(y)), 9);
      }),
    );
  });

  test('is between N(0, 1) and N(1.3, 4) about 1.3^2 + 1 = 2.69 (V5)', () => {
    const n = 40_000;
    const x = Float64Array.from(createRng(1).normals(n)).sort();
    const y = Float64Array.from(createRng(2).normals(n), (v) => 1.3 + 2 * v).sort();
    expect(Math.abs(squaredWasserstein(x, y) - 2.69)).toBeLessThan(0.1);
  });
});

describe('Wasserstein distances of samples', () => {
  test('W_1 is the area between the distribution functions', () => {
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        expect(wasserstein(x, y, 1)).toBeCloseTo(areaBetween(x, y), 9);
      }),
    );
  });

  test('obey the triangle inequality, W_1 <= W_2, and a shift costs its length', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (x, y, z) => {
        for (const p of [1, 2] as const) {
          expect(wasserstein(x, z, p)).toBeLessThanOrEqual(wasserstein(x, y, p) + wasserstein(y, z, p) + 1e-9);
          expect(wasserstein(x, x.map((v) => v - 1.5).reverse(), p)).toBeCloseTo(1.5, 9);
        }
        expect(wasserstein(x, y, 1)).toBeLessThanOrEqual(wasserstein(x, y, 2) + 1e-9);
      }),
    );
  });

  test('are not a number without points, or with points that are not finite', () => {
    expect([wasserstein([], [1], 1), wasserstein([1], [NaN], 2)]).toEqual([NaN, NaN]);
  });
});

describe('Wasserstein distances of quantiles', () => {
  const exponential = (rate: number) => (u: number) => -Math.log1p(-u) / rate;

  test('between exponential laws of means 1 and 2 are 1 and sqrt(2)', () => {
    // F^-1 - G^-1 = log(1 - u), whose absolute value has mean 1 and mean square 2.
    expect(quantileWasserstein(exponential(0.5), exponential(1), 1, 100_000)).toBeCloseTo(1, 4);
    expect(quantileWasserstein(exponential(0.5), exponential(1), 2, 100_000)).toBeCloseTo(Math.SQRT2, 3);
  });

  test('of laws that cross counts both sides: U(0, 1) to U(-1, 2)', () => {
    // |u - (3u - 1)| = |1 - 2u|: mean 1/2, mean square 1/3
    expect(
      quantileWasserstein(
        (u) => u,
        (u) => 3 * u - 1,
        1,
      ),
    ).toBeCloseTo(0.5, 6);
    expect(
      quantileWasserstein(
        (u) => u,
        (u) => 3 * u - 1,
        2,
      ),
    ).toBeCloseTo(Math.sqrt(1 / 3), 6);
  });
});

describe('what a perfect sampler scores', () => {
  const mean = (runs: number, once: (seed: number) => number) => {
    const values = Array.from({ length: runs }, (_, i) => once(i));
    const average = values.reduce((a, b) => a + b) / runs;
    const variance = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / (runs - 1);
    return { average, standardError: Math.sqrt(variance / runs) };
  };
  const uniforms = (n: number, label: string, seed: number) => createRng(seed).fork(label).uniforms(n);

  test('in W_1 is sqrt(2 / pi (1 / n + 1 / m)) pi / 8 for the uniform law, also for unequal numbers', () => {
    for (const [n, m] of [
      [200, 200],
      [100, 400],
    ] as const) {
      const floor = wassersteinFloor((u) => u, n, m);
      expect(floor).toBeCloseTo((Math.sqrt((2 / Math.PI) * (1 / n + 1 / m)) * Math.PI) / 8, 5);
      const { average, standardError } = mean(400, (seed) =>
        wasserstein(uniforms(n, 'x', seed), uniforms(m, 'y', seed), 1),
      );
      expect(Math.abs(average - floor)).toBeLessThan(4.5 * standardError + 0.02 * floor); // first order in 1 / n
      expect(standardError).toBeLessThan(0.04 * floor);
    }
  });

  test('in W_2^2 is 1 / (3 (n + 1)) for the uniform law, from the variances of its order statistics', () => {
    const n = 50;
    const { average, standardError } = mean(600, (seed) => {
      const [x, y] = [uniforms(n, 'x', seed), uniforms(n, 'y', seed)];
      return wasserstein(x, y, 2) ** 2;
    });
    expect(Math.abs(average - 1 / (3 * (n + 1)))).toBeLessThan(4.5 * standardError);
  });
});
