import { describe, expect, test } from 'vitest';
import { birthday, effectiveSupport, nearDuplicates } from '../../../src/lib/metrics/birthday.ts';
import { createRng } from '../../../src/lib/random.ts';

/** n draws from `support` random points of the plane, each with a little noise: a generator that repeats itself. */
function fewFaces(n: number, support: number, seed: number): Float32Array {
  const rng = createRng(seed);
  const faces = rng.normals(2 * support);
  const out = new Float32Array(2 * n);
  for (let row = 0; row < n; row++) {
    const face = rng.integer(support);
    for (const k of [0, 1]) out[2 * row + k] = 1000 * faces[2 * face + k]! + 1e-3 * rng.normal();
  }
  return out;
}

test('near-duplicates are pairs within the threshold', () => {
  expect(nearDuplicates([0, 0.5, 1, 9], 1, 0.5)).toBe(2);
  expect(nearDuplicates([0, 0, 0], 1, 0)).toBe(3);
});

describe('the birthday test', () => {
  test('23 of 365 repeat in half of the batches, and the share gives the support back', () => {
    const { share, support, batches } = birthday(fewFaces(23 * 1000, 365, 1), 2, 23, 0.01);
    expect(batches).toBe(1000);
    expect(Math.abs(share - 0.5073)).toBeLessThan(4.5 * Math.sqrt(0.25 / 1000));
    expect(Math.abs(support / 365 - 1)).toBeLessThan(0.2); // 4.5 standard errors of the share, through its slope
  });

  test('no repetition is no evidence, and repetition everywhere bounds the support from above', () => {
    expect(birthday(createRng(1).normals(2 * 200), 2, 50, 1e-9)).toEqual({ share: 0, support: Infinity, batches: 4 });
    const all = birthday(fewFaces(500, 5, 2), 2, 50, 0.01);
    expect(all.share).toBe(1);
    expect(Number.isFinite(all.support)).toBe(true);
  });

  test('needs a batch', () => {
    expect(() => birthday(new Float32Array(20), 2, 50, 0.1)).toThrow('got 10 for 50');
  });
});

test('pairs estimate the support, and one that repeats unequally is worth 1 / sum p^2', () => {
  const estimate = effectiveSupport(fewFaces(2000, 500, 3), 2, 0.01);
  // About 4000 pairs: the relative error of a count is 1 / 63.
  expect(Math.abs(estimate / 500 - 1)).toBeLessThan(4.5 / 63);
  // 20 at a and 80 at b: 20 * 19 / 2 + 80 * 79 / 2 pairs agree of 100 * 99 / 2
  const unequal = Float64Array.from({ length: 100 }, (_, i) => (i < 20 ? 0 : 1));
  expect(effectiveSupport(unequal, 1, 0.1)).toBeCloseTo((100 * 99) / (20 * 19 + 80 * 79), 12);
});
