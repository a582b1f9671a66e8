import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { conditionalGaussian, correlatedDenoiser } from '../../../src/lib/theory/correlatedGaussian.ts';

test('the denoiser is Sigma (Sigma + sigma^2 I)^-1 x, by Cramer', () => {
  const [rho, sigma] = [0.9, 0.7];
  const a = 1 + sigma ** 2;
  const determinant = a * a - rho * rho;
  const [u, v] = [(a * 1.3 - rho * -0.4) / determinant, (a * -0.4 - rho * 1.3) / determinant]; // (Sigma + s^2 I)^-1 x
  const out = correlatedDenoiser(rho)(Float64Array.of(1.3, -0.4), sigma);
  expect(out[0]).toBeCloseTo(u + rho * v, 13);
  expect(out[1]).toBeCloseTo(rho * u + v, 13);
});

test('y given x has mean rho x and variance 1 - rho^2, in a sample', () => {
  const rng = createRng(5);
  const n = 40_000;
  const { mean, variance } = conditionalGaussian(0.9, 1);
  // y = a x + b w with this law, put together, must have variance 1 and covariance rho
  const z = rng.normals(2 * n);
  let [yy, xy] = [0, 0];
  for (let i = 0; i < n; i++) {
    const y = mean * z[2 * i]! + Math.sqrt(variance) * z[2 * i + 1]!;
    yy += y * y;
    xy += y * z[2 * i]!;
  }
  expect(Math.abs(yy / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(xy / n - 0.9)).toBeLessThan(5 * Math.sqrt((1 + 0.81) / n));
});
