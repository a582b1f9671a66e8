import { expect, test } from 'vitest';
import { arrive, descend } from '../../../src/lib/diffusion/descend.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';

test('yields the start, then x after each move, and makes every move once, from level to level', () => {
  const moves: [number, number][] = [];
  const frames = [
    ...descend(
      float64Space(createRng(1)),
      (x) => x,
      Float64Array.of(0),
      [5, 2, 0],
      (space, _, x, sigma, next) => {
        moves.push([sigma, next]);
        return space.combine([1, x], [next - sigma, x], [0, x]);
      },
    ),
  ];
  expect(frames.map(({ sigma }) => sigma)).toEqual([5, 2, 0]);
  expect(moves).toEqual([
    [5, 2],
    [2, 0],
  ]);
});

test('computes no step before it is asked for', () => {
  let asked = 0;
  const frames = descend(
    float64Space(createRng(1)),
    (x) => x,
    Float64Array.of(1),
    [5, 2, 0],
    (_, __, x) => {
      asked++;
      return x;
    },
  );
  frames.next();
  expect(asked).toBe(0);
  frames.next();
  expect(asked).toBe(1);
  expect(arrive(frames)).toEqual(Float64Array.of(1));
});
