import { expect, test } from 'vitest';
import { hessian, laplacian, posteriorCovariance } from '../../../src/lib/theory/curvature.ts';
import { denoise, gaussianMixture, score } from '../../../src/lib/theory/mixture.ts';

const mixture = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
    [0.2, 1.5],
  ],
  [0.3, 0.7, 0.15],
  [0.5, 0.3, 0.2],
);
const points = [
  [0, 0],
  [-1.1, 0.5],
  [0.4, 1.2],
];
const h = 1e-5;
const moved = (x: number[], j: number, by: number) => x.map((v, i) => v + (i === j ? by : 0));

test('the Hessian is what finite differences of the score give, and symmetric', () => {
  for (const alphaBar of [1, 0.9, 0.3]) {
    for (const x of points) {
      const H = hessian(mixture, x, alphaBar);
      for (const j of [0, 1]) {
        const up = score(mixture, moved(x, j, h), alphaBar);
        const down = score(mixture, moved(x, j, -h), alphaBar);
        for (const i of [0, 1]) {
          const numeric = (up[i]! - down[i]!) / (2 * h);
          expect(Math.abs(H[2 * i + j]! - numeric)).toBeLessThan(1e-6 * Math.max(1, Math.abs(numeric)));
        }
      }
      expect(H[1]).toBeCloseTo(H[2]!, 10);
      expect(laplacian(mixture, x, alphaBar)).toBeCloseTo(H[0]! + H[3]!, 10);
    }
  }
});

test('the posterior covariance is the slope of the denoiser, sqrt(alphaBar) / (1 - alphaBar) Cov = dE[x_0 | x] / dx', () => {
  const alphaBar = 0.6;
  for (const x of points) {
    const covariance = posteriorCovariance(mixture, alphaBar, x);
    for (const j of [0, 1]) {
      const up = denoise(mixture, alphaBar, moved(x, j, h));
      const down = denoise(mixture, alphaBar, moved(x, j, -h));
      for (const i of [0, 1]) {
        const slope = (up[i]! - down[i]!) / (2 * h);
        expect((Math.sqrt(alphaBar) / (1 - alphaBar)) * covariance[2 * i + j]!).toBeCloseTo(slope, 7);
      }
    }
  }
});

test('one Gaussian has the constant Hessian -I / v', () => {
  const H = hessian(gaussianMixture([[1, 2, 3]], 0.5), [0.1, 7, -2], 0.5);
  H.forEach((value, at) => expect(value).toBeCloseTo(at % 4 === 0 ? -1 / 0.625 : 0, 12));
});
