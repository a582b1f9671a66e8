import { expect, test } from 'vitest';
import { Ascent } from '../../../src/lib/theory/ascent.ts';

const hill = ([a, b]: Float64Array) => ({
  value: -((a! - 1) ** 2) - 50 * (b! + 2) ** 2,
  gradient: Float64Array.of(-2 * (a! - 1), -100 * (b! + 2)),
});

test('the value never falls, and the summit is reached whatever the first step', () => {
  for (const rate of [1e-6, 10]) {
    const ascent = new Ascent(hill, [5, 5], rate);
    let last = ascent.value;
    for (let i = 0; i < 3000 && ascent.slope > 1e-9 && ascent.advance(); i++) {
      expect(ascent.value).toBeGreaterThanOrEqual(last);
      last = ascent.value;
    }
    expect(ascent.x[0]).toBeCloseTo(1, 7);
    expect(ascent.x[1]).toBeCloseTo(-2, 7);
  }
});

test('it goes on from where it stands when the objective changes', () => {
  const ascent = new Ascent(hill, [5, 5]);
  for (let i = 0; i < 500; i++) ascent.advance();
  ascent.change((x) => ({ value: -(x[0]! ** 2) - x[1]! ** 2, gradient: x.map((v) => -2 * v) }));
  expect(ascent.value).toBeCloseTo(-5, 4);
  for (let i = 0; i < 500; i++) ascent.advance();
  expect(Math.hypot(...ascent.x)).toBeLessThan(1e-6);
});
