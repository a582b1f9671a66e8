import { expect, test } from 'vitest';
import { gaussianMmd } from '../../../src/lib/theory/gaussianMmd.ts';

/** MMD^2 is the integral of the squared difference of the two mean embeddings' densities, here by quadrature of the pair averages. */
function byQuadrature(shift: number, bandwidth: number): number {
  const phi = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const h = 0.05;
  let sum = 0;
  for (let x = -9; x <= 11; x += h) {
    for (let y = -9; y <= 11; y += h) {
      const difference = (phi(x) - phi(x - shift)) * (phi(y) - phi(y - shift));
      sum += difference * Math.exp(-((x - y) ** 2) / (2 * bandwidth ** 2)) * h * h;
    }
  }
  return sum;
}

test.each([
  [0.8, 1],
  [2, 0.5],
])('the closed form for shift %d and bandwidth %d is the double integral against the kernel', (shift, bandwidth) => {
  expect(gaussianMmd(shift, bandwidth)).toBeCloseTo(byQuadrature(shift, bandwidth), 8);
});

test('a narrow kernel sees less of a shift in more dimensions, and nothing of no shift', () => {
  expect(gaussianMmd(1, 1, 10)).toBeLessThan(gaussianMmd(1, 1, 2));
  expect(gaussianMmd(0, 1, 3)).toBe(0);
});
