/**
 * Bugs planted in the samplers in sigma. Each stands beside the identity that sees it: closed forms of Gaussian data, levels that
 * must be kept, orders of convergence. None of them needs a picture.
 */
import { churn, churnDefaults, churnGamma, type ChurnOptions } from '../../src/lib/diffusion/churn.ts';
import { ddimSigma } from '../../src/lib/diffusion/ddimSigma.ts';
import { epsDenoiser } from '../../src/lib/diffusion/denoisers.ts';
import type { Move } from '../../src/lib/diffusion/descend.ts';
import { euler, slope } from '../../src/lib/diffusion/euler.ts';
import { affine, followGaussian, gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';
import { heun } from '../../src/lib/diffusion/heun.ts';
import { langevinStep } from '../../src/lib/diffusion/langevin.ts';
import { correctionStep, predictorCorrector } from '../../src/lib/diffusion/predictorCorrector.ts';
import { reverseSde } from '../../src/lib/diffusion/reverseSde.ts';
import { alphaBar, createSchedule } from '../../src/lib/diffusion/schedule.ts';
import { scoreOf } from '../../src/lib/diffusion/score.ts';
import { geometricSigmas, karrasSigmas, sigmaOf } from '../../src/lib/diffusion/sigmas.ts';
import * as tf from '../../src/lib/tf.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

const quarter = gaussianDenoiser({ mean: 0, variance: 0.25 });

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
  bug('karras-end', 'the grid divided by n instead of n - 1', reachesBottom, unevenly, (steps) => karrasSigmas(steps)),
  bug('dictionary-scale', 'a net of x_t asked at x_t / sqrt(alphaBar)', asksAtScale, withoutScale, epsDenoiser),
];
