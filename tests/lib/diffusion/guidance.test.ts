import { expect, test } from 'vitest';
import { followGaussian, gaussianDenoiser } from '../../../src/lib/diffusion/follow.ts';
import { classifierFreeGuidance, classifierGuidance } from '../../../src/lib/diffusion/guidance.ts';
import { heun } from '../../../src/lib/diffusion/heun.ts';
import { scoreOf } from '../../../src/lib/diffusion/score.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space, type Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { guidedOdeVariance, guidedSdeVariance, tiltedVariance } from '../../../src/lib/theory/guidedGaussian.ts';
import { convolve, gaussianMixture, logDensity } from '../../../src/lib/theory/mixture.ts';

const numbers: Space<number> = {
  combine: (...terms) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
  normal: () => NaN,
  blend: () => NaN,
  settle: (x) => x,
};

test('gamma = 0 asks for the unconditional model, 1 for the conditional one, 3 goes on beyond it', () => {
  const D = (gamma: number) =>
    classifierFreeGuidance(
      numbers,
      () => 10,
      () => 14,
      gamma,
    )(0, 1);
  expect([D(0), D(1), D(3)]).toEqual([10, 14, 22]);
});

test('the guided score is (1 - gamma) s + gamma s_c', () => {
  const [p, pc] = [gaussianDenoiser({ mean: 0, variance: 2 }), gaussianDenoiser({ mean: 0.5, variance: 1 })];
  const at = (D: (x: number, sigma: number) => number) => scoreOf(numbers, D, 0.3, 1.5);
  expect(at(classifierFreeGuidance(numbers, p, pc, 2.5))).toBeCloseTo(-1.5 * at(p) + 2.5 * at(pc), 13);
});

test('classifier guidance of scale 1 is the conditional model, by Bayes', () => {
  // Two classes, one component each: p(y | x) from densities alone, its gradient by finite differences.
  const mixture = gaussianMixture([[-1], [2]], [0.5, 0.8], [0.3, 0.7]);
  const second = gaussianMixture([[2]], 0.8);
  const h = 1e-5;
  const logLikelihood = (x: number, sigma: number) =>
    logDensity(convolve(second, sigma), [x]) - logDensity(convolve(mixture, sigma), [x]);
  const gradient = (x: Float64Array, sigma: number) =>
    x.map((at) => (logLikelihood(at + h, sigma) - logLikelihood(at - h, sigma)) / (2 * h));
  const space = float64Space(createRng(1));
  const guided = classifierGuidance(space, exactDenoiser(mixture), gradient, 1);
  const x = Float64Array.of(-2, 0.1, 1, 4);
  const expected = exactDenoiser(second)(x, 0.7);
  guided(x, 0.7).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 8));
});

test('the guided flow has variance 2^(1 - gamma), which is not that of the tilted law (V33)', () => {
  for (const gamma of [1, 2, 3]) {
    const D = classifierFreeGuidance(
      numbers,
      gaussianDenoiser({ mean: 0, variance: 2 }),
      gaussianDenoiser({ mean: 0, variance: 1 }),
      gamma,
    );
    const out = followGaussian(heun, D, karrasSigmas(300, { sigmaMax: 300 }), { mean: 0, variance: 300 ** 2 });
    expect(Math.abs(out.variance / guidedOdeVariance(gamma) - 1)).toBeLessThan(1e-3);
  }
  expect(guidedSdeVariance(3)).toBeCloseTo(0.3875, 12);
  expect(tiltedVariance(3)).toBe(0.5);
  expect(guidedSdeVariance(0.5)).toBeCloseTo(guidedSdeVariance(0.5 + 1e-7), 6);
});
