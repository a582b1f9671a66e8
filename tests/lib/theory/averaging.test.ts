import { expect, test } from 'vitest';
import { averagedRadius, averagedVariance, decayOfHalfLife, halfLifeOf } from '../../../src/lib/theory/averaging.ts';

test('after a half-life, half of the average is older', () => {
  const decay = decayOfHalfLife(64, 6400);
  let older = 1;
  for (let step = 0; step < 100; step++) older *= decay;
  expect(older).toBeCloseTo(0.5, 12);
  expect(halfLifeOf(decay)).toBeCloseTo(100, 9);
});

test('a motion round a circle is averaged to the radius it names', () => {
  for (const [decay, angle] of [
    [0.9, 0.3],
    [0.99, 0.05],
  ] as const) {
    let [x, y] = [0, 0];
    for (let t = 0; t < 4000; t++) {
      x = decay * x + (1 - decay) * Math.cos(angle * t);
      y = decay * y + (1 - decay) * Math.sin(angle * t);
    }
    expect(Math.hypot(x, y)).toBeCloseTo(averagedRadius(decay, angle), 9);
  }
});

test('the variance left is the sum of the squared weights', () => {
  const decay = 0.97;
  let sum = 0;
  for (let j = 0; j < 2000; j++) sum += ((1 - decay) * decay ** j) ** 2;
  expect(averagedVariance(decay)).toBeCloseTo(sum, 12);
});
