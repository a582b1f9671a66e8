import { expect, test } from 'vitest';
import { kolmogorovDistance, kolmogorovLaw, kolmogorovLimit } from '../../../src/lib/metrics/kolmogorov.ts';
import { createRng } from '../../../src/lib/random.ts';

const uniform = (x: number) => Math.min(1, Math.max(0, x));

test('the distance looks at both sides of each jump', () => {
  expect(kolmogorovDistance([0.5], uniform)).toBe(0.5);
  expect(kolmogorovDistance([0.9, 0.1], uniform)).toBeCloseTo(0.4, 12); // between the two: 1/2 against 0.9
  expect(kolmogorovDistance([0.2, 0.3], uniform)).toBeCloseTo(0.7, 12); // after both: 1 against 0.3
});

test('the limit is the one in the tables', () => {
  // Smirnov 1948: 1.3581 for 95 %, 1.6276 for 99 %
  expect(kolmogorovLimit(1)).toBeCloseTo(1.3581, 4);
  expect(kolmogorovLimit(1, 0.99)).toBeCloseTo(1.6276, 4);
  expect(kolmogorovLimit(400)).toBeCloseTo(1.3581 / 20, 5);
  expect(kolmogorovLaw(0.1)).toBe(0);
});

test('one true sample in twenty exceeds it', () => {
  const rng = createRng(5);
  const [runs, n] = [2000, 300];
  const limit = kolmogorovLimit(n);
  let above = 0;
  for (let i = 0; i < runs; i++) if (kolmogorovDistance(rng.uniforms(n), uniform) > limit) above++;
  // the law is that of large n, which for 300 is a little strict: 0.047
  expect(Math.abs(above / runs - 0.05)).toBeLessThan(4.5 * Math.sqrt((0.05 * 0.95) / runs));
});
