import { expect, test } from 'vitest';
import { alphaBarOf } from '../../../src/lib/diffusion/sigmas.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { denoise, gaussianMixture } from '../../../src/lib/theory/mixture.ts';

const mixture = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
    [0.2, 1.5],
  ],
  [0.3, 0.7, 0.15],
  [0.5, 0.3, 0.2],
);

test("agrees with the mixture's denoiser in the other coordinates, x sqrt(alphaBar), at every level", () => {
  const D = exactDenoiser(mixture);
  const x = Float64Array.of(0, 0, -1.1, 0.5, 0.4, 1.2, 30, -4);
  for (const sigma of [0.01, 0.3, 2, 80]) {
    const ab = alphaBarOf(sigma);
    const out = D(x, sigma);
    for (let row = 0; row < x.length; row += 2) {
      const vp = [x[row]! * Math.sqrt(ab), x[row + 1]! * Math.sqrt(ab)];
      denoise(mixture, ab, vp).forEach((value, i) => expect(out[row + i]! / value).toBeCloseTo(1, 9));
    }
  }
});

test('without noise gives x back, and single points pull x to the nearest', () => {
  expect(exactDenoiser(mixture)(Float64Array.of(0.7, 0.2), 0)[0]).toBeCloseTo(0.7, 14);
  const points = { ...mixture, stds: [0, 0, 0] };
  const near = exactDenoiser(points)(Float64Array.of(0.8, -0.2), 0.05);
  expect(near[0]).toBeCloseTo(0.9, 12);
  expect(near[1]).toBeCloseTo(-0.3, 12);
});
