import { expect, test } from 'vitest';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';

const space = float64Space(createRng(3));
const [a, b] = [Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)];

test('sums with coefficients in float64, and leaves its terms alone', () => {
  expect([...space.combine([2, a], [0.1, b], [-1, a])]).toEqual([2, 4, 6]);
  expect([...a]).toEqual([1, 2, 3]);
});

test('takes a where the mask is 1 and b where it is 0', () => {
  expect([...space.blend(Float64Array.of(1, 0, 1), a, b)]).toEqual([1, 20, 3]);
});

test('draws the normals of its generator, in order', () => {
  const expected = createRng(3).normals(3);
  expect([...space.normal(a)]).toEqual([...expected]);
  expect([...space.normal(a)]).not.toEqual([...expected]);
});
