import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawDirections, slicedWasserstein } from '../../../src/lib/metrics/slicedWasserstein.ts';
import { createRng } from '../../../src/lib/random.ts';

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
