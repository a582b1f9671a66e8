import { expect, test } from 'vitest';
import { arc, slerp } from '../../../src/lib/diffusion/interpolate.ts';
import { createRng } from '../../../src/lib/random.ts';

const length = (x: ArrayLike<number>) => Math.hypot(...Array.from(x));

test('starts at a, ends at b, and turns at an even rate without getting shorter', () => {
  const [a, b] = [
    [3, 0],
    [0, 3],
  ];
  [0, 0.25, 0.5, 1].forEach((u) => {
    const x = slerp(a, b, u);
    expect(x[0]).toBeCloseTo(3 * Math.cos((u * Math.PI) / 2), 13);
    expect(x[1]).toBeCloseTo(3 * Math.sin((u * Math.PI) / 2), 13);
  });
});

test('keeps the length of noise in many dimensions, where the straight line loses three tenths', () => {
  const rng = createRng(2);
  const [a, b] = [rng.normals(3000), rng.normals(3000)];
  const middle = length(slerp(a, b, 0.5)) / Math.sqrt(3000);
  const straight = length(a.map((v, i) => (v + b[i]!) / 2)) / Math.sqrt(3000);
  expect(middle).toBeCloseTo(1, 1);
  expect(straight).toBeCloseTo(Math.SQRT1_2, 1);
});

test('gives a whole arc in rows, with both ends', () => {
  const [a, b] = [
    [3, 0],
    [0, 3],
  ];
  const rows = arc(a!, b!, 3);
  [3, 0, 3 * Math.SQRT1_2, 3 * Math.SQRT1_2, 0, 3].forEach((value, i) => expect(rows[i]).toBeCloseTo(value, 6));
  expect([...arc(a!, b!, 1)]).toEqual([3, 0]);
});

test('between parallel points goes straight', () => {
  expect([...slerp([1, 2], [2, 4], 0.5)]).toEqual([1.5, 3]);
  expect([...slerp([1, 2], [1, 2], 0.3)].map((v) => +v.toFixed(12))).toEqual([1, 2]);
});
