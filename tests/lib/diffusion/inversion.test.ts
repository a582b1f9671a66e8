import { expect, test } from 'vitest';
import { arrive, descend, type Move } from '../../../src/lib/diffusion/descend.ts';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { heun } from '../../../src/lib/diffusion/heun.ts';
import { encode } from '../../../src/lib/diffusion/inversion.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';

const mixture = gaussianMixture([[-1.2], [0.9]], [0.4, 0.7], [0.6, 0.4]);
const space = float64Space(createRng(1));
const D = exactDenoiser(mixture);
const points = Float64Array.of(-2, -1.2, -0.5, 0, 0.4, 1.1, 2);

function roundTrip(steps: number, move: Move): number {
  const sigmas = karrasSigmas(steps);
  const latent = arrive(encode(space, D, points, sigmas, move));
  const back = arrive(descend(space, D, latent, sigmas, move));
  return Math.max(...back.map((x, i) => Math.abs(x - points[i]!)));
}

test('encoding and decoding come back up to an error that halves with twice the steps', () => {
  const errors = [160, 320, 640].map((steps) => roundTrip(steps, euler));
  errors.slice(1).forEach((error, i) => {
    expect(errors[i]! / error).toBeGreaterThan(1.7);
    expect(errors[i]! / error).toBeLessThan(2.3);
  });
});

test("Heun's inversion is a hundred times more exact at as many steps", () => {
  expect(roundTrip(160, heun)).toBeLessThan(roundTrip(160, euler) / 100);
});

test('a latent of Gaussian data is the point in units of its deviation, at the noise level', () => {
  const [s, sigma] = [0.5, 80];
  const latent = arrive(
    encode(space, exactDenoiser(gaussianMixture([[0]], s)), Float64Array.of(0.5), karrasSigmas(800), heun),
  );
  expect(latent[0]! / Math.hypot(s, sigma)).toBeCloseTo(1, 3);
});

test('reports the levels on the way up', () => {
  const sigmas = karrasSigmas(3);
  expect([...encode(space, D, points, sigmas)].map(({ sigma }) => sigma)).toEqual([0, sigmas[2], sigmas[1], sigmas[0]]);
});
