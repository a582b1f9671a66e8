import { expect, test } from 'vitest';
import { annealedLangevin } from '../../../src/lib/diffusion/annealedLangevin.ts';
import { arrive } from '../../../src/lib/diffusion/descend.ts';
import { geometricSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';

test('finds the weights .2 and .8 of modes that plain Langevin cannot travel between (V41)', () => {
  const mixture = gaussianMixture([[-4], [4]], 0.5, [0.2, 0.8]);
  const n = 2000;
  const rng = createRng(4);
  const x = Float64Array.from(rng.uniforms(n), (u) => 16 * u - 8);
  const frames = annealedLangevin(float64Space(rng), exactDenoiser(mixture), x, geometricSigmas(20, 10, 0.05), {
    stepsPerLevel: 30,
    epsilon: 0.1,
  });
  const right = arrive(frames).filter((v) => v > 0).length / n;
  expect(Math.abs(right - 0.8)).toBeLessThan(0.05);
});

test('takes stepsPerLevel steps at each level, of size epsilon sigma^2', () => {
  const levels: number[] = [];
  const spread: number[] = [];
  const space = float64Space(createRng(1));
  const zero = new Float64Array(20_000);
  // D = x: no drift, so the variance of one step is its size
  let before = 0;
  for (const { sigma, x } of annealedLangevin(space, (y) => y, zero, [3, 1], { stepsPerLevel: 2, epsilon: 0.1 })) {
    levels.push(sigma);
    const variance = x.reduce((sum, v) => sum + v * v, 0) / x.length;
    spread.push(variance - before);
    before = variance;
  }
  expect(levels).toEqual([3, 3, 3, 1, 1]);
  [0, 0.9, 0.9, 0.1, 0.1].forEach((size, i) => expect(Math.abs(spread[i]! - size)).toBeLessThan(0.1 * size + 0.03));
});
