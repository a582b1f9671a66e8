import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawDirections, slicedWasserstein, squaredWasserstein } from '../../../src/lib/metrics/slicedWasserstein.ts';
import { createRng } from '../../../src/lib/random.ts';

const sorted = (values: number[]) => Float64Array.from(values).sort();
const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 });

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

describe('directions', () => {
  test.each([2, 3, 5, 64])('in %i dimensions have length one and average to the identity over a full turn', (dim) => {
    const count = dim === 2 ? 32 : 2 * dim;
    const directions = drawDirections(dim, count, createRng(4));
    expect(directions).toHaveLength(count);
    for (let i = 0; i < Math.min(dim, 5); i++) {
      for (let j = 0; j <= i; j++) {
        const average = directions.reduce((sum, u) => sum + u[i]! * u[j]!, 0) / count;
        expect(average).toBeCloseTo(i === j ? 1 / dim : 0, 12);
      }
    }
  });

  test('on the line there is one', () => {
    expect(drawDirections(1, 32, createRng(1))).toEqual([Float64Array.of(1)]);
  });
});

describe('the sliced Wasserstein distance', () => {
  test.each([1, 2, 3, 8])('of a shift is |delta| / sqrt(dim), exactly, in %i dimensions (V53)', (dim) => {
    const x = createRng(1).normals(50 * dim);
    const delta = Array.from({ length: dim }, (_, i) => 0.3 + 0.2 * i);
    const y = x.map((v, i) => v + delta[i % dim]!);
    expect(slicedWasserstein(x, y, dim, createRng(2), 8 * dim)).toBeCloseTo(Math.hypot(...delta) / Math.sqrt(dim), 6);
  });

  test('is zero for the same points in another order, symmetric, and scales with the data', () => {
    const points = fc.array(
      fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })),
      {
        minLength: 1,
        maxLength: 15,
      },
    );
    const distance = (x: number[], y: number[]) => slicedWasserstein(x, y, 2, createRng(9));
    fc.assert(
      fc.property(points, points, (a, b) => {
        const [x, y] = [a.flat(), b.flat()];
        expect(distance(x, a.toReversed().flat())).toBeCloseTo(0, 7);
        expect(distance(x, y)).toBeCloseTo(distance(y, x), 10);
        expect(
          distance(
            x.map((v) => 3 * v),
            y.map((v) => 3 * v),
          ),
        ).toBeCloseTo(3 * distance(x, y), 8);
      }),
    );
  });

  test('hardly depends on its seed', () => {
    const x = createRng(1).normals(600);
    const y = createRng(2)
      .normals(400)
      .map((v, i) => v * (i % 2 ? 1.4 : 0.8));
    const values = [1, 2, 3].map((seed) => slicedWasserstein(x, y, 2, createRng(seed)));
    expect(Math.max(...values) / Math.min(...values)).toBeLessThan(1.05);
  });

  test('is not a number without points or with points that are not finite', () => {
    expect(slicedWasserstein([], [1, 2], 2, createRng(1))).toBeNaN();
    expect(slicedWasserstein([1, 2], [], 2, createRng(1))).toBeNaN();
    expect(slicedWasserstein([1, Infinity], [1, 2], 2, createRng(1))).toBeNaN();
    expect(() => slicedWasserstein([1], [1, 2], 2, createRng(1))).toThrow(RangeError);
  });
});
