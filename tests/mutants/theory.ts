/**
 * Bugs planted in the closed forms behind the chapters on SDEs and on conditioning. A closed form is held against what it is the
 * answer to: an equation solved by steps, an integral, a simulation.
 */
import { average, worst } from '../../src/lib/claims/monteCarlo.ts';
import { createRng } from '../../src/lib/random.ts';
import { conditionalGaussian } from '../../src/lib/theory/correlatedGaussian.ts';
import { integrate } from '../../src/lib/theory/discriminator.ts';
import { guidedFamilyVariance } from '../../src/lib/theory/guidedFamily.ts';
import { guidedOdeVariance, guidedSdeVariance, tiltedVariance } from '../../src/lib/theory/guidedGaussian.ts';
import { gaussianMixture, score } from '../../src/lib/theory/mixture.ts';
import { rk45 } from '../../src/lib/theory/ode.ts';
import { partiallyDenoised } from '../../src/lib/theory/partialDenoising.ts';
import { alphaBarAt, songBeta, vpFlow } from '../../src/lib/theory/probabilityFlow.ts';
import { replacedGaussian } from '../../src/lib/theory/replacedGaussian.ts';
import { subVpSde, type ForwardSde } from '../../src/lib/theory/sdeKernels.ts';
import { modelKl, modelKlBound, modelVariance } from '../../src/lib/theory/wrongScore.ts';
import { bell } from '../helpers/bell.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

const tight = { relative: 1e-10, absolute: 1e-12 };

/* Equations and their kernels */

const moments = {
  test: 'the kernel solves the equations of mean and variance',
  tolerance: 1e-7,
  error: (sde: ForwardSde) =>
    worst(
      [0.1, 0.5, 1].flatMap((t) => {
        const [mean, variance] = rk45(
          (u, [m, V]) => [sde.drift(u) * m!, 2 * sde.drift(u) * V! + sde.diffusion(u)],
          [1, 0],
          0,
          t,
          tight,
        ).y as unknown as [number, number];
        const kernel = sde.kernel(t);
        return [kernel.scale - mean, kernel.variance / variance - 1];
      }),
    ),
};
const deviationForVariance: ForwardSde = {
  ...subVpSde(),
  kernel(t) {
    const { scale, variance } = subVpSde().kernel(t);
    return { scale, variance: Math.sqrt(variance) };
  },
};

const twoBells = gaussianMixture([[-1], [0.8]], [0.4, 0.6], [0.3, 0.7]);
const betaAt = (t: number) => 0.1 + 19.9 * t;
/** The law at time t, its alphaBar by quadrature. */
function lawAt(x: number, t: number): number {
  const kept = Math.exp(-integrate(betaAt, { from: 0, to: t, cells: 8 })); // midpoints: exact for a line
  return [0, 1].reduce((sum, k) => {
    const [mean, std] = [twoBells.means[k]![0]!, twoBells.stds[k]!];
    return sum + twoBells.weights[k]! * bell(x, Math.sqrt(kept) * mean, kept * std ** 2 + 1 - kept);
  }, 0);
}
const continuity = {
  test: 'the flow and the density obey the continuity equation, by finite differences',
  tolerance: 1e-5,
  error(flow: typeof vpFlow) {
    const { velocity } = flow(twoBells, songBeta);
    const [h, t] = [1e-4, 0.3];
    const current = (x: number) => lawAt(x, t) * velocity(Float64Array.of(x), t)[0]!;
    return worst(
      [-0.7, 0.2, 0.9].map((x) => {
        const inTime = (lawAt(x, t + h) - lawAt(x, t - h)) / (2 * h);
        return inTime + (current(x + h) - current(x - h)) / (2 * h);
      }),
    );
  },
};
const wholeScore: typeof vpFlow = (mixture, beta = songBeta) => ({
  ...vpFlow(mixture, beta),
  velocity: (x, t) => score(mixture, x, alphaBarAt(beta, t)).map((value, i) => (-betaAt(t) / 2) * (x[i]! + 2 * value)),
});

/* A wrong score: data N(0, 1), the reverse equation x' = x / 2 - (1 + lambda^2) / 2 (1 + k) x with noise lambda, for a time `span` */

const pull = (k: number, lambda: number) => 0.5 - ((1 + lambda ** 2) / 2) * (1 + k);
const lostByModel = {
  test: 'the divergence is that of the data from the variance that the equation ends with, by quadrature',
  tolerance: 1e-7,
  error: (divergence: typeof modelKl) =>
    worst(
      [0, 0.6, 1, 2].map((lambda) => {
        const [k, span] = [0.3, 5];
        const V = rk45((_, [v]) => [2 * pull(k, lambda) * v! + lambda ** 2], [1], 0, span, tight).y[0]!;
        const exact = integrate((x) => bell(x) * Math.log(bell(x) / bell(x, 0, V)), { from: -10, to: 10, cells: 2000 });
        return divergence({ k, span }, lambda) - exact;
      }),
    ),
};
const otherWay: typeof modelKl = (wrong, lambda) => {
  const variance = modelVariance(wrong, lambda);
  return (variance - 1 - Math.log(variance)) / 2;
};

/** The bound is the divergence of the paths. Along reverse paths of the data, the mean log of how much likelier the right step was. */
const lostOnPaths = {
  test: 'the bound is the divergence of 2000 simulated paths, in standard errors',
  tolerance: 4.5,
  error(bound: typeof modelKlBound) {
    const [k, span, lambda, steps] = [0.3, 2, 0.2, 200];
    const h = span / steps;
    const rng = createRng(8);
    const { mean, standardError } = average(2000, () => {
      let x = rng.normal();
      let log = 0;
      for (let i = 0; i < steps; i++) {
        const next = x * (1 + h * pull(0, lambda)) + lambda * Math.sqrt(h) * rng.normal();
        const [right, wrong] = [next - x * (1 + h * pull(0, lambda)), next - x * (1 + h * pull(k, lambda))];
        log += (wrong ** 2 - right ** 2) / (2 * lambda ** 2 * h);
        x = next;
      }
      return log;
    });
    return Math.abs(bound({ k, span }, lambda) - mean) / standardError;
  },
};

/* Guidance: N(0, 2) without and N(0, 1) with the condition, noise of variance t = e^u */

const guided = (lambda: number) => ({
  test: `guided samples of the reverse equation with lambda = ${lambda} have this variance`,
  tolerance: 1e-5,
  error: (variance: (gamma: number) => number) =>
    worst(
      [1.5, 3, 5].map((gamma) => {
        const steepness = (t: number) => gamma / (1 + t) + (1 - gamma) / (2 + t); // the mixed score is minus this times x
        const inLog = (u: number, V: number) =>
          Math.exp(u) * ((1 + lambda ** 2) * steepness(Math.exp(u)) * V - lambda ** 2);
        const solved = rk45((u, [V]) => [inLog(u, V!)], [Math.exp(18)], 18, -18, tight).y[0]!;
        return variance(gamma) / solved - 1;
      }),
    ),
});

/* Editing and filling in */

const pulled = {
  test: 'SDEdit of N(0, 1/4) has the mean and variance of posteriors averaged over the noise, by quadrature',
  tolerance: 1e-8,
  error(edit: typeof partiallyDenoised) {
    const [guide, prior, kept] = [2, 0.25, 0.3];
    const over = { from: -6, to: 6, cells: 300 };
    /** E[x_0^power | x_t] */
    const posterior = (xt: number, power: number) => {
      const weight = (x: number) => bell(x, 0, prior) * bell(xt, Math.sqrt(kept) * x, 1 - kept);
      return integrate((x) => x ** power * weight(x), over) / integrate(weight, over);
    };
    const noisy = (z: number) => Math.sqrt(kept) * guide + Math.sqrt(1 - kept) * z;
    const [mean, square] = [1, 2].map((power) =>
      integrate((z) => bell(z) * posterior(noisy(z), power), { ...over, from: -9, to: 9 }),
    ) as [number, number];
    const found = edit(guide, prior, kept);
    return worst([found.mean - mean, found.variance - (square - mean ** 2)]);
  },
};

/** Small steps of replacement itself: down by the score given the noisy known half, up again but for the last pass. */
function replacedBySteps(rho: number, x: number, passes: number, steps: number) {
  const levels = Array.from({ length: steps + 1 }, (_, i) => 1e4 * 1e-10 ** (i / steps)); // v = sigma^2
  let [mean, variance] = [0, levels[0]!];
  for (let i = 0; i < steps; i++) {
    const [v, h] = [levels[i]!, levels[i]! - levels[i + 1]!];
    const determinant = (1 + v) ** 2 - rho ** 2;
    for (let pass = 1; pass <= passes; pass++) {
      const keep = 1 - (h * (1 + v)) / determinant;
      mean = keep * mean + (h * rho * x) / determinant;
      variance = keep ** 2 * variance + ((h * rho) / determinant) ** 2 * v + h; // the known half has noise of its own
      if (pass < passes) variance += h;
    }
  }
  return { mean, variance };
}
const replaced = {
  test: 'inpainting by replacement ends at the law that small steps of it end at',
  tolerance: 1e-3,
  error: (law: typeof replacedGaussian) =>
    worst(
      [1, 4].flatMap((passes) => {
        const [coarse, fine] = [4000, 8000].map((steps) => replacedBySteps(0.9, 1.5, passes, steps));
        const { mean, variance } = law(0.9, 1.5, passes);
        return [2 * fine!.mean - coarse!.mean - mean, 2 * fine!.variance - coarse!.variance - variance]; // Richardson
      }),
    ),
};

export const theoryMutants: PlantedBug[] = [
  bug('sub-vp-deviation', "sub-VP's deviation taken for its variance", moments, deviationForVariance, subVpSde()),
  bug('flow-whole-score', "the reverse SDE's whole g^2 score in the flow", continuity, wholeScore, vpFlow),
  bug(
    'wrong-score-way',
    'the divergence of the model from the data for that of the data from it',
    lostByModel,
    otherWay,
    modelKl,
  ),
  bug(
    'wrong-score-bound',
    "the SDE's bound for every lambda",
    lostOnPaths,
    (wrong) => modelKlBound(wrong, 1),
    modelKlBound,
  ),
  bug(
    'guided-tilt',
    'guidance said to sample p(x | c)^gamma p(x)^(1 - gamma)',
    guided(0),
    tiltedVariance,
    guidedOdeVariance,
  ),
  bug('guided-one-law', 'the SDE said to sample what the ODE samples', guided(1), guidedOdeVariance, guidedSdeVariance),
  bug(
    'guided-lambda',
    'lambda for lambda squared',
    guided(2),
    (gamma) => guidedFamilyVariance(gamma, Math.SQRT2),
    (gamma) => guidedFamilyVariance(gamma, 2),
  ),
  bug(
    'edit-posterior',
    'the variance of one posterior, without that of its mean from noise to noise',
    pulled,
    (guide, prior, kept) => ({
      ...partiallyDenoised(guide, prior, kept),
      variance: (prior * (1 - kept)) / (kept * prior + 1 - kept),
    }),
    partiallyDenoised,
  ),
  bug(
    'replaced-conditional',
    'replacement said to sample the conditional law',
    replaced,
    (rho, x) => conditionalGaussian(rho, x),
    replacedGaussian,
  ),
  bug(
    'replaced-passes',
    'the first pass not counted',
    replaced,
    (rho, x, passes) => replacedGaussian(rho, x, passes + 1),
    replacedGaussian,
  ),
];
