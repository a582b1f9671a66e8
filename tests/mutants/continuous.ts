/**
 * Bugs planted in the samplers in sigma, in guidance, editing and likelihood. Each stands beside the identity that sees it: closed
 * forms of Gaussian data, levels that must be kept, orders of convergence. None of them needs a picture.
 */
import { churn, churnDefaults, churnGamma, type ChurnOptions } from '../../src/lib/diffusion/churn.ts';
import { ddimSigma } from '../../src/lib/diffusion/ddimSigma.ts';
import { epsDenoiser } from '../../src/lib/diffusion/denoisers.ts';
import { arrive, descend, type Move } from '../../src/lib/diffusion/descend.ts';
import { euler, slope } from '../../src/lib/diffusion/euler.ts';
import { affine, followGaussian, gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';
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
import { langevinStep } from '../../src/lib/diffusion/langevin.ts';
import { flowLikelihood, hutchinson, trace } from '../../src/lib/diffusion/likelihood.ts';
import { levelsBelow, partialDenoising } from '../../src/lib/diffusion/partialDenoising.ts';
import { correctionStep, predictorCorrector } from '../../src/lib/diffusion/predictorCorrector.ts';
import { reverseSde } from '../../src/lib/diffusion/reverseSde.ts';
import { alphaBar, createSchedule } from '../../src/lib/diffusion/schedule.ts';
import { scoreOf } from '../../src/lib/diffusion/score.ts';
import { geometricSigmas, karrasSigmas, scheduleSigmas, sigmaOf } from '../../src/lib/diffusion/sigmas.ts';
import type { Denoiser, Space } from '../../src/lib/diffusion/space.ts';
import { timesteps } from '../../src/lib/diffusion/timesteps.ts';
import { correlatedDenoiser } from '../../src/lib/theory/correlatedGaussian.ts';
import { gaussianMixture, logDensity } from '../../src/lib/theory/mixture.ts';
import { vpFlow } from '../../src/lib/theory/probabilityFlow.ts';
import * as tf from '../../src/lib/tf.ts';
import type { PlantedBug } from './plantedBug.ts';

/** The check with its one argument: the library's part, or the broken one. */
const bug = <Part>(
  id: string,
  description: string,
  check: { test: string; tolerance: number; error(part: Part): number | Promise<number> },
  broken: Part,
  library: Part,
): PlantedBug => ({
  id,
  description,
  test: check.test,
  tolerance: check.tolerance,
  error: () => check.error(broken),
  correct: () => check.error(library),
});

const quarter = gaussianDenoiser({ mean: 0, variance: 0.25 });
const numbers: Space<number> = {
  combine: (...terms) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
  normal: () => 0,
  blend: (mask, a, b) => mask * a + (1 - mask) * b,
  settle: (x) => x,
};

/* Moves */

const orderTwo = {
  test: 'Heun converges with order 2',
  tolerance: 0.15,
  error(move: Move) {
    const exact = Math.sqrt(0.25 / (0.25 + 80 ** 2));
    const [few, many] = [80, 320].map((n) =>
      Math.abs(
        Math.sqrt(followGaussian(move, quarter, karrasSigmas(n), { mean: 0, variance: 1 }).variance) / exact - 1,
      ),
    ) as [number, number];
    return Math.abs(Math.log2(few / many) / 2 - 2);
  },
};
/** For data at one point every exact move takes the level sigma to the level next, and leaves the point where it is. */
const keepsLevel = {
  test: 'a move keeps x_0 + sigma n on its level when the data is one point',
  tolerance: 1e-12,
  error(move: Move) {
    const { constant, slope: keep, noises } = affine(move, () => 0.8, 1, 0.6);
    const variance = keep ** 2 + noises.reduce((sum, c) => sum + c ** 2, 0);
    return Math.max(Math.abs(variance - 0.36), Math.abs(constant + keep * 0.8 - 0.8));
  },
};
const keepsLaw = (lambda: number) => ({
  test: `the reverse process with lambda = ${lambda} ends at the law of the data`,
  tolerance: 1e-3,
  error(move: Move) {
    const sigmas = geometricSigmas(8000, 20, 0.01);
    return Math.abs(followGaussian(move, quarter, sigmas, { mean: 0, variance: 400.25 }).variance - 0.2501);
  },
});
const churnOptions: ChurnOptions = { ...churnDefaults, steps: 100 };

const heunAt =
  (level: (sigma: number, next: number) => number): Move =>
  (space, denoise, x, sigma, next) => {
    if (next === 0) return euler(space, denoise, x, sigma, next);
    const before = slope(space, denoise, x, sigma);
    const guess = space.combine([1, x], [next - sigma, before]);
    const after = slope(space, denoise, guess, level(sigma, next));
    return space.combine([1, x], [(next - sigma) / 2, before], [(next - sigma) / 2, after]);
  };
const churnAdding =
  (added: (sigma: number, gamma: number) => number): Move =>
  (space, denoise, x, sigma, next) => {
    const gamma = churnGamma(churnOptions, sigma);
    const noisier = space.combine([1, x], [added(sigma, gamma), space.normal(x)]);
    return heun(space, denoise, noisier, sigma * (1 + gamma), next);
  };
const noiselessDirection: Move = (space, denoise, x, sigma, next) => {
  const noise = (next * Math.sqrt(sigma ** 2 - next ** 2)) / sigma;
  return space.combine([next / sigma, x], [1 - next / sigma, denoise(x, sigma)], [noise, space.normal(x)]);
};
const sdeWith =
  (drift: (lambda: number, span: number) => number, lambda: number): Move =>
  (space, denoise, x, sigma, next) => {
    const span = sigma ** 2 - next ** 2;
    const score = scoreOf(space, denoise, x, sigma);
    return space.combine([1, x], [drift(lambda, span), score], [lambda * Math.sqrt(span), space.normal(x)]);
  };

type LangevinStep = typeof langevinStep;
const stationary = {
  test: 'Langevin settles on sigma^2 / (1 - delta / 4 sigma^2)',
  tolerance: 1e-9,
  error(step: LangevinStep) {
    const move: Move = (space, _, x) => step(space, (y) => space.combine([-1, y]), x, 0.5);
    const { slope: keep, noises } = affine(move, quarter, 1, 1);
    return Math.abs(noises[0]! ** 2 / (1 - keep ** 2) - 1 / (1 - 0.5 / 4));
  },
};
/** From the right law V a Langevin step of size delta leads to (1 - delta / 2V)^2 V + delta = V + delta^2 / 4V. */
const correctorStays = {
  test: 'a corrector leaves the law V of its level alone but for delta^2 / 4V',
  tolerance: 1e-12,
  error(move: Move) {
    const { variance } = followGaussian(move, quarter, [1, 0.6], { mean: 0, variance: 1.25 });
    const delta = 4 * (0.16 * 0.6) ** 2;
    return Math.abs(variance - 0.61 - delta ** 2 / (4 * 0.61));
  },
};
/** Moves to the law of the level below exactly, so that what is left is the corrector's. */
const exactly: Move = (space, _, x, sigma, next) =>
  space.combine([Math.sqrt((0.25 + next ** 2) / (0.25 + sigma ** 2)), x]);

const correctAbove: Move = (space, denoise, x, sigma, next) => {
  const moved = exactly(space, denoise, x, sigma, next);
  return langevinStep(space, (at) => scoreOf(space, denoise, at, sigma), moved, correctionStep(next, 0.16));
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

/* Likelihood */

const mixture = gaussianMixture([[-1, 0.3], [0.8, -0.5]], [0.4, 0.6], [0.4, 0.6]); // prettier-ignore
const flow = vpFlow(mixture);
const density = {
  test: 'the flow gives the log density of a mixture',
  tolerance: 1e-6,
  error(likelihood: typeof flowLikelihood) {
    const divergence = (x: Float64Array, t: number) => trace(flow.jacobian(x, t));
    const found = likelihood({ velocity: flow.velocity, divergence }, [0.2, 0.4], [0, 1], (y) => flow.logDensity(y, 1));
    return Math.abs(found.logLikelihood - logDensity(mixture, [0.2, 0.4]));
  },
};
const unbiased = {
  test: "Hutchinson's estimate over all signs is the trace",
  tolerance: 1e-12,
  error(estimate: typeof hutchinson) {
    const product = (v: Float64Array) => [2 * v[0]! + 3 * v[1]!, -v[0]! + 5 * v[1]!];
    const [same, opposite] = [estimate(product, Float64Array.of(1, 1)), estimate(product, Float64Array.of(1, -1))];
    return Math.abs((same + opposite) / 2 - 7);
  },
};

/* Grid and dictionary */

const reachesBottom = {
  test: 'the grid of Karras et al. ends at sigmaMin, then 0',
  tolerance: 1e-12,
  error(grid: (steps: number) => number[]) {
    const sigmas = grid(18);
    return Math.abs(sigmas[0]! - 80) + Math.abs(sigmas.at(-2)! - 0.002) + Math.abs(sigmas.at(-1)!);
  },
};
const unevenly = (steps: number) => {
  const [high, low] = [80 ** (1 / 7), 0.002 ** (1 / 7)];
  return [...Array.from({ length: steps }, (_, i) => (high + (i / steps) * (low - high)) ** 7), 0];
};
const asksAtScale = {
  test: 'a net of t = 1..T, asked at sigma, gives the exact denoiser of N(0, 1/4)',
  tolerance: 1e-5,
  async error(wrap: typeof epsDenoiser) {
    const schedule = createSchedule('linear', 100);
    const levels = tf.tensor1d(Float32Array.from(schedule.alphasCumprod));
    // the exact noise prediction for x_t = sqrt(ab) x_0 + sqrt(1 - ab) eps
    const net = wrap(schedule, (x, index) => {
      const ab = tf.reshape(tf.gather(levels, index), [-1, 1]);
      return tf.div(tf.mul(x, tf.sqrt(tf.sub(1, ab))), tf.sub(1, tf.mul(ab, 0.75))) as tf.Tensor2D;
    });
    let worst = 0;
    for (const t of [5, 40]) {
      const sigma = sigmaOf(alphaBar(schedule, t));
      const inputs = Object.fromEntries(
        Object.entries(net.inputs(sigma, 1)).map(([name, input]) => [
          name,
          input instanceof tf.Tensor ? input : tf.tensor(input.values!, input.shape),
        ]),
      );
      const out = net.denoise(tf.tensor2d([[1]]), inputs);
      worst = Math.max(worst, Math.abs((await out.data())[0]! - quarter(1, sigma)));
    }
    return worst;
  },
};
const withoutScale: typeof epsDenoiser = (schedule, eps) => {
  const right = epsDenoiser(schedule, eps);
  return { ...right, denoise: (x, inputs) => right.denoise(x, { ...inputs, signal: tf.scalar(1) }) };
};

export const continuousMutants: PlantedBug[] = [
  bug(
    'heun-level',
    "Heun's second slope at the level of the first",
    orderTwo,
    heunAt((sigma) => sigma),
    heun,
  ),
  bug('heun-guess', "Heun's mean of slopes with the first one twice", orderTwo, euler, heun),
  bug(
    'churn-gamma',
    'churn adds gamma sigma instead of the root of the difference of squares',
    keepsLevel,
    churnAdding((sigma, gamma) => gamma * sigma),
    churn(churnOptions),
  ),
  bug(
    'churn-none',
    'churn raises the level and adds no noise',
    keepsLevel,
    churnAdding(() => 0),
    churn(churnOptions),
  ),
  bug(
    'ancestral-direction',
    'ancestral noise on top of the whole direction',
    keepsLevel,
    noiselessDirection,
    ddimSigma(1),
  ),
  bug(
    'sde-drift',
    'the drift of the ODE with the noise of the SDE',
    keepsLaw(1),
    sdeWith((_, span) => span / 2, 1),
    reverseSde(1),
  ),
  bug(
    'sde-lambda',
    'lambda for lambda squared in the drift',
    keepsLaw(2),
    sdeWith((lambda, span) => ((1 + lambda) / 2) * span, 2),
    reverseSde(2),
  ),
  bug(
    'langevin-noise',
    'Langevin noise delta for sqrt(delta)',
    stationary,
    (space, score, x, delta) => space.combine([1, x], [delta / 2, score(x)], [delta, space.normal(x)]),
    langevinStep,
  ),
  bug(
    'langevin-drift',
    'Langevin drift delta for delta / 2',
    stationary,
    (space, score, x, delta) => space.combine([1, x], [delta, score(x)], [Math.sqrt(delta), space.normal(x)]),
    langevinStep,
  ),
  bug(
    'corrector-level',
    'the corrector asks at the level above',
    correctorStays,
    correctAbove,
    predictorCorrector({ corrections: 1, snr: 0.16 }, exactly),
  ),
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
    'sdedit-level',
    'SDEdit noises to sqrt(1 - alphaBar), the deviation in x_t',
    edited,
    editAt(Math.sqrt(1 - 0.3)),
    editAt(sigmaOf(0.3)),
  ),
  bug('sdedit-noise', 'SDEdit denoises a guide that was never noised', edited, editWithoutNoise, editAt(sigmaOf(0.3))),
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
    'likelihood-sign',
    'divergence subtracted',
    density,
    (field, ...rest) => flowLikelihood({ ...field, divergence: (x, t) => -field.divergence(x, t) }, ...rest),
    flowLikelihood,
  ),
  bug(
    'likelihood-prior',
    'the density of the data point where that of its latent belongs',
    density,
    (field, x, span, logPrior) => flowLikelihood(field, x, span, () => logPrior(Float64Array.from(x))),
    flowLikelihood,
  ),
  bug(
    'hutchinson-length',
    "Hutchinson's probe scaled to length one",
    unbiased,
    (product, v) =>
      hutchinson(
        product,
        v.map((value) => value / Math.hypot(...v)),
      ),
    hutchinson,
  ),
  bug('karras-end', 'the grid divided by n instead of n - 1', reachesBottom, unevenly, (steps) => karrasSigmas(steps)),
  bug('dictionary-scale', 'a net of x_t asked at x_t / sqrt(alphaBar)', asksAtScale, withoutScale, epsDenoiser),
];
