/**
 * Bugs planted in what steers a sampler in sigma: guidance, SDEdit, inpainting. Their checks follow Gaussian data, whose law after
 * any walk is known, or hold a level of noise that must be kept.
 */
import { ddimSigma } from '../../src/lib/diffusion/ddimSigma.ts';
import { arrive, descend } from '../../src/lib/diffusion/descend.ts';
import { followGaussian, gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';
import {
  affineDenoiser,
  covariance,
  gaussianSpace,
  known,
  type GaussianVector,
} from '../../src/lib/diffusion/gaussianSpace.ts';
import { classifierFreeGuidance, classifierGuidance } from '../../src/lib/diffusion/guidance.ts';
import { heun } from '../../src/lib/diffusion/heun.ts';
import { inpaint, resampledPath } from '../../src/lib/diffusion/inpaint.ts';
import { levelsBelow, partialDenoising } from '../../src/lib/diffusion/partialDenoising.ts';
import { createSchedule } from '../../src/lib/diffusion/schedule.ts';
import { karrasSigmas, scheduleSigmas, sigmaOf } from '../../src/lib/diffusion/sigmas.ts';
import type { Denoiser, Space } from '../../src/lib/diffusion/space.ts';
import { timesteps } from '../../src/lib/diffusion/timesteps.ts';
import { correlatedDenoiser } from '../../src/lib/theory/correlatedGaussian.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

const numbers: Space<number> = {
  combine: (...terms) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
  normal: () => 0,
  blend: (mask, a, b) => mask * a + (1 - mask) * b,
  settle: (x) => x,
};

/* Guidance */

type Guide = (
  space: Space<number>,
  unconditional: Denoiser<number>,
  conditional: Denoiser<number>,
  gamma: number,
) => Denoiser<number>;
const guidedVariance = {
  test: 'the guided flow has variance 2^(1 - gamma)',
  tolerance: 1e-3,
  error(guide: Guide) {
    const two = gaussianDenoiser({ mean: 0, variance: 2 });
    const one = gaussianDenoiser({ mean: 0, variance: 1 });
    const sigmas = karrasSigmas(300, { sigmaMax: 300 });
    const { variance } = followGaussian(heun, guide(numbers, two, one, 3), sigmas, { mean: 0, variance: 300 ** 2 });
    return Math.abs(variance / 0.25 - 1);
  },
};
const gammaOne = {
  test: 'guidance with gamma = 1 is the conditional model',
  tolerance: 1e-12,
  error: (guide: Guide) => Math.abs(guide(numbers, () => 10, () => 14, 1)(0, 1) - 14), // prettier-ignore
};
type ClassifierGuide = (
  space: Space<number>,
  D: Denoiser<number>,
  gradient: (x: number, sigma: number) => number,
  scale: number,
) => Denoiser<number>;
/** Data N(0, 1), label seen through N(x, 1): the posterior of y = 1 is N(1/2, 1/2), at every noise level by conjugacy. */
const bayes = {
  test: 'classifier guidance with scale 1 is the conditional model, by Bayes',
  tolerance: 1e-12,
  error(guide: ClassifierGuide) {
    const sigma = 0.7;
    // y given the noisy x: x_0 | x is N(g x, g sigma^2) with g = 1 / (1 + sigma^2), and y adds variance 1
    const g = 1 / (1 + sigma ** 2);
    const gradient = (x: number) => (g * (1 - g * x)) / (1 + g * sigma ** 2);
    const prior = gaussianDenoiser({ mean: 0, variance: 1 });
    const conditional = gaussianDenoiser({ mean: 0.5, variance: 0.5 });
    const guided = guide(numbers, prior, gradient, 1);
    return Math.max(...[-1, 0.3, 2].map((x) => Math.abs(guided(x, sigma) - conditional(x, sigma))));
  },
};
/* Editing */

type Edit = (space: Space<GaussianVector>, D: Denoiser<GaussianVector>, guide: GaussianVector) => GaussianVector;
const edited = {
  test: 'SDEdit of a Gaussian has the mean and variance of its closed form',
  tolerance: 0.005,
  error(edit: Edit) {
    const ab = 0.3;
    const quarter = gaussianDenoiser({ mean: 0, variance: 0.25 });
    const D = affineDenoiser((x, sigma) => x.map((v) => quarter(v, sigma)));
    const law = edit(gaussianSpace(), D, known([2]));
    const k = (ab * 0.25) / (ab * 0.25 + 1 - ab);
    const variance = (k ** 2 * (1 - ab)) / ab + (0.25 * (1 - ab)) / (ab * 0.25 + 1 - ab);
    return Math.max(Math.abs(law.constant[0]! - 2 * k), Math.abs(covariance(law)[0]! - variance));
  },
};
const editAt =
  (strength: number): Edit =>
  (space, D, guide) =>
    arrive(partialDenoising(space, D, guide, strength, karrasSigmas(1000, { sigmaMax: strength }), ddimSigma(1)));
/** x_t = x_guide + sqrt(1 - alphaBar) n, which stands for x_t / sqrt(alphaBar) in sigma. */
const editUnscaled: Edit = (space, D, guide) =>
  editAt(sigmaOf(0.3))(space, D, space.combine([1 / Math.sqrt(0.3), guide]));
const editWithoutNoise: Edit = (space, D, guide) => {
  const top = sigmaOf(0.3);
  return arrive(descend(space, D, guide, levelsBelow(karrasSigmas(1000, { sigmaMax: top }), top), ddimSigma(1)));
};

const filled = {
  test: 'RePaint with five passes has the mean and variance of the recursion in x_t',
  tolerance: 1e-6,
  error(fill: typeof inpaint) {
    const sigmas = scheduleSigmas(createSchedule('linear', 1000), timesteps(1000, 1000));
    const space = gaussianSpace();
    const start = space.combine([sigmas[0]!, space.normal(known([0, 0]))]);
    const again = { resamples: 5, jump: 1 };
    const D = affineDenoiser(correlatedDenoiser(0.9));
    const law = arrive(fill(space, D, start, sigmas, ddimSigma(1), known([1.5, 0]), known([1, 0]), again));
    // the command stands in tests/lib/diffusion/inpaint.test.ts
    return Math.max(
      Math.abs(law.constant[1]! - 1.2824567415024286),
      Math.abs(covariance(law)[3]! - 0.20037934646641437),
    );
  },
};
/** With a thousand levels this bug moves the result by 1e-6: only the level itself shows it. */
const knownLevel = {
  test: 'the known part of every frame has the noise of its level',
  tolerance: 1e-12,
  error(fill: typeof inpaint) {
    const space = gaussianSpace();
    const D = affineDenoiser(correlatedDenoiser(0.9));
    const start = space.combine([2, space.normal(known([0, 0]))]);
    const frames = [...fill(space, D, start, [2, 1, 0.5, 0], ddimSigma(1), known([1.5, 0]), known([1, 0]))];
    return Math.max(
      ...frames
        .filter(({ sigma }) => sigma < 2)
        .map(({ sigma, x }) => Math.max(Math.abs(covariance(x)[0]! - sigma ** 2), Math.abs(x.constant[0]! - 1.5))),
    );
  },
};
/** Data at one point, nothing known: on each level, reached from above or from below, x is that point plus the level's noise. */
const everyLevel = {
  test: 'every frame of RePaint has the noise of its level, after the way up too',
  tolerance: 1e-12,
  error(fill: typeof inpaint) {
    const space = gaussianSpace();
    const point = known([0.8]);
    const start = space.combine([1, point], [2, space.normal(point)]);
    const again = { resamples: 3, jump: 2 };
    const frames = fill(space, () => point, start, [2, 1.2, 0.7, 0.2], ddimSigma(1), known([0]), known([0]), again);
    return Math.max(
      ...[...frames].map(({ sigma, x }) =>
        Math.max(Math.abs(covariance(x)[0]! - sigma ** 2), Math.abs(x.constant[0]! - 0.8)),
      ),
    );
  },
};
/** Inpainting with other levels for the noise on the way up, and for the known part. */
const inpaintWith = (
  up: (sigma: number, next: number) => number,
  level: (sigma: number, next: number) => number,
): typeof inpaint =>
  function* (space, denoise, x, sigmas, move, given, mask, resampling = { resamples: 1, jump: 1 }) {
    const path = resampledPath(sigmas.length, resampling);
    for (let i = 0; i + 1 < path.length; i++) {
      const [sigma, next] = [sigmas[path[i]!]!, sigmas[path[i + 1]!]!];
      if (next > sigma) x = space.settle(space.combine([1, x], [up(sigma, next), space.normal(x)]));
      else {
        const noisy = space.combine([1, given], [level(sigma, next), space.normal(x)]);
        x = space.settle(space.blend(mask, noisy, move(space, denoise, x, sigma, next)));
      }
      yield { sigma: next, x };
    }
  };

export const controlMutants: PlantedBug[] = [
  bug(
    'guidance-swapped',
    'weights of the two models swapped',
    guidedVariance,
    (space, p, pc, gamma) => classifierFreeGuidance(space, pc, p, gamma),
    classifierFreeGuidance<number>,
  ),
  bug(
    'guidance-w',
    'gamma taken for w = gamma - 1',
    gammaOne,
    (space, p, pc, gamma) => classifierFreeGuidance(space, p, pc, gamma + 1),
    classifierFreeGuidance<number>,
  ),
  bug(
    'guidance-score',
    "the classifier's gradient added to the denoiser as it is",
    bayes,
    (space, D, gradient, scale) => (x, sigma) => space.combine([1, D(x, sigma)], [scale, gradient(x, sigma)]),
    classifierGuidance<number>,
  ),
  bug(
    'guidance-sigma',
    "the classifier's gradient times sigma, as for the predicted noise, in place of its square",
    bayes,
    (space, D, gradient, scale) => classifierGuidance(space, D, (x, sigma) => gradient(x, sigma) / sigma, scale),
    classifierGuidance<number>,
  ),
  bug(
    'sdedit-level',
    'SDEdit noises to sqrt(1 - alphaBar), the deviation in x_t',
    edited,
    editAt(Math.sqrt(1 - 0.3)),
    editAt(sigmaOf(0.3)),
  ),
  bug('sdedit-noise', 'SDEdit denoises a guide that was never noised', edited, editWithoutNoise, editAt(sigmaOf(0.3))),
  bug(
    'sdedit-scale',
    'SDEdit adds the noise of x_t to a guide that was not scaled by sqrt(alphaBar)',
    edited,
    editUnscaled,
    editAt(sigmaOf(0.3)),
  ),
  bug(
    'repaint-up',
    'RePaint goes back up with all the noise of the upper level',
    filled,
    inpaintWith(
      (_, next) => next,
      (_, next) => next,
    ),
    inpaint,
  ),
  bug(
    'inpaint-known',
    'the known part noised to the level before the move',
    knownLevel,
    inpaintWith(
      (sigma, next) => Math.sqrt(next ** 2 - sigma ** 2),
      (sigma) => sigma,
    ),
    inpaint,
  ),
  bug(
    'repaint-difference',
    'RePaint goes back up with noise of the difference of the two deviations',
    everyLevel,
    inpaintWith(
      (sigma, next) => next - sigma,
      (_, next) => next,
    ),
    inpaint,
  ),
  bug(
    'inpaint-clean',
    'the known part pasted without noise',
    knownLevel,
    inpaintWith(
      (sigma, next) => Math.sqrt(next ** 2 - sigma ** 2),
      () => 0,
    ),
    inpaint,
  ),
  bug(
    'inpaint-mask',
    'a mask that is 1 where x is to be made',
    knownLevel,
    (space, ...rest) => inpaint({ ...space, blend: (mask, a, b) => space.blend(mask, b, a) }, ...rest),
    inpaint,
  ),
];
