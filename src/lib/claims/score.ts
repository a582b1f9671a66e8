/** V20, V24, V25, V26, V37 and V41: scores and denoisers. */
import { moons } from '../data/moons.ts';
import { arrive, descend } from '../diffusion/descend.ts';
import { ddimSigma } from '../diffusion/ddimSigma.ts';
import { langevin } from '../diffusion/langevin.ts';
import { precondition } from '../diffusion/preconditioning.ts';
import { createSchedule } from '../diffusion/schedule.ts';
import { scheduleSigmas } from '../diffusion/sigmas.ts';
import { float64Space } from '../diffusion/space.ts';
import { timesteps } from '../diffusion/timesteps.ts';
import { createRng } from '../random.ts';
import { posteriorCovariance } from '../theory/curvature.ts';
import { exactDenoiser } from '../theory/exactDenoiser.ts';
import { epsilonLossFloor } from '../theory/lossFloor.ts';
import { denoise, gaussianMixture, logDensity, sampleMixture, score } from '../theory/mixture.ts';
import { absolute, atLeast, atMost, type Claim } from './claim.ts';
import { average, momentsOf, worst } from './monteCarlo.ts';

const line = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
const plane = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
    [0.2, 1.5],
  ],
  [0.3, 0.7, 0.15],
  [0.5, 0.3, 0.2],
);

export const V20: Claim = {
  id: 'V20',
  title: 'The score averages over the posterior',
  statement:
    '$\\nabla\\log q_t(x) = E_{q(x_0|x_t=x)}[\\nabla\\log q(x|x_0)]$; averaged over the prior $q(x_0)$ instead it can have the wrong sign.',
  cost: 'seconds',
  run() {
    const [ab, x, n] = [0.5, -0.4, 300_000]; // in the valley between two modes
    const x0 = sampleMixture(line, n, createRng(20));
    const conditional = (i: number) => -(x - Math.sqrt(ab) * x0[i]!) / (1 - ab);
    const weight = (i: number) => Math.exp(-((x - Math.sqrt(ab) * x0[i]!) ** 2) / (2 * (1 - ab)));
    const total = average(n, weight).mean;
    const posterior = average(n, (i) => (weight(i) * conditional(i)) / total);
    const prior = average(n, conditional);
    const exact = score(line, [x], ab)[0]!;
    const spread = average(n, (i) => (weight(i) / total) * (conditional(i) - posterior.mean)).standardError;
    return [
      absolute('score at x = -.4, by importance sampling', exact, posterior.mean, 4.5 * spread),
      atLeast('how far the prior average is off', 0.2, Math.abs(prior.mean - exact), 0),
      atMost('product of both: opposite signs', 0, prior.mean * exact, 0),
    ];
  },
};

export const V24: Claim = {
  id: 'V24',
  title: "Tweedie's formulas",
  statement:
    '$E[x_0|x_t] = (x_t + (1-\\bar\\alpha_t)\\nabla\\log q_t)/\\sqrt{\\bar\\alpha_t}$ and $\\mathrm{Cov}[x_0|x_t] = \\frac{1-\\bar\\alpha}{\\bar\\alpha}(I + (1-\\bar\\alpha)\\nabla^2\\log q_t)$.',
  cost: 'seconds',
  run() {
    const points = [
      [0, 0],
      [-1.1, 0.5],
      [0.4, 1.2],
    ];
    const h = 1e-5;
    const [differences, tweedie]: number[][] = [[], []];
    for (const ab of [0.9, 0.5, 0.1]) {
      for (const x of points) {
        const s = score(plane, x, ab);
        const x0 = denoise(plane, ab, x);
        for (const i of [0, 1]) {
          const moved = (by: number) =>
            logDensity(
              plane,
              x.map((v, j) => (i === j ? v + by : v)),
              ab,
            );
          differences!.push(s[i]! - (moved(h) - moved(-h)) / (2 * h));
          tweedie!.push(x0[i]! * Math.sqrt(ab) - x[i]! - (1 - ab) * s[i]!);
        }
      }
    }
    // mean and covariance of x_0 given x_t by importance sampling from the data alone
    const [ab, xt, n] = [0.5, [0.1, 0.3], 200_000];
    const draws = sampleMixture(plane, n, createRng(24));
    const weights = Float64Array.from({ length: n }, (_, i) => {
      const squared = xt.reduce((sum, v, j) => sum + (v - Math.sqrt(ab) * draws[2 * i + j]!) ** 2, 0);
      return Math.exp(-squared / (2 * (1 - ab)));
    });
    const total = weights.reduce((a, b) => a + b);
    const mean = (f: (i: number) => number) => weights.reduce((sum, w, i) => sum + w * f(i), 0) / total;
    const centre = [0, 1].map((j) => mean((i) => draws[2 * i + j]!));
    const spread = [0, 1].flatMap((a) =>
      [0, 1].map((b) => mean((i) => (draws[2 * i + a]! - centre[a]!) * (draws[2 * i + b]! - centre[b]!))),
    );
    const exact = denoise(plane, ab, xt);
    const covariance = posteriorCovariance(plane, ab, xt);
    return [
      absolute('score against finite differences, worst', 0, worst(differences!), 1e-7),
      absolute('denoiser against score, worst', 0, worst(tweedie!), 1e-12),
      absolute('denoiser against importance sampling', 0, worst(centre.map((c, j) => c - exact[j]!)), 0.01),
      absolute('covariance against importance sampling', 0, worst(spread.map((c, j) => c - covariance[j]!)), 0.02),
    ];
  },
};

export const V25: Claim = {
  id: 'V25',
  title: 'Denoising is score matching, up to a constant',
  statement:
    '$J_{DSM} - J_{ESM} = \\frac{d}{1-\\bar\\alpha} - E\\|\\nabla\\log q_t\\|^2$ whatever the model, so the noise loss has the floor $d - (1-\\bar\\alpha) E\\|\\nabla\\log q_t\\|^2$.',
  cost: 'seconds',
  run() {
    const [ab, n] = [0.5, 200_000];
    const rng = createRng(25);
    const x0 = sampleMixture(line, n, rng);
    const eps = rng.normals(n);
    const xt = Float64Array.from(x0, (x, i) => Math.sqrt(ab) * x + Math.sqrt(1 - ab) * eps[i]!);
    const s = xt.map((x) => score(line, [x], ab)[0]!);
    const floor = epsilonLossFloor(line, ab).value; // a quadrature
    const models: Record<string, (x: number) => number> = {
      's(x) = 0': () => 0,
      's(x) = -x': (x) => -x,
      's(x) = 2 sin 3x + 1/2': (x) => 2 * Math.sin(3 * x) + 0.5,
    };
    const gaps = Object.entries(models).map(([name, model]) => {
      const gap = average(n, (i) => {
        const value = model(xt[i]!);
        return (value + eps[i]! / Math.sqrt(1 - ab)) ** 2 - (value - s[i]!) ** 2;
      });
      return absolute(`gap for ${name}`, floor / (1 - ab), gap.mean, Math.min(0.03, 4.5 * gap.standardError));
    });
    const best = average(n, (i) => (eps[i]! + Math.sqrt(1 - ab) * s[i]!) ** 2);
    return [
      ...gaps,
      absolute('noise loss of the exact score', floor, best.mean, Math.min(0.01, 4.5 * best.standardError)),
    ];
  },
};

export const V26: Claim = {
  id: 'V26',
  title: 'EDM keeps its net between variances of one',
  statement:
    'With $c_{skip}, c_{out}, c_{in}$ of Karras et al. input and target of the net have variance 1 at every $\\sigma$; for Gaussian data of deviation $\\sigma_d$ the best net says 0.',
  cost: 'seconds',
  run() {
    const [sigmaData, n] = [0.5, 100_000];
    const rng = createRng(26);
    const data = gaussianMixture([[0]], sigmaData);
    const D = exactDenoiser(data);
    const x0 = sampleMixture(data, n, rng);
    const z = rng.normals(n);
    const checks = [0.05, 0.5, 10].flatMap((sigma) => {
      const { cSkip, cOut, cIn, weight } = precondition(sigma, sigmaData);
      const x = Float64Array.from(x0, (v, i) => v + sigma * z[i]!);
      const input = momentsOf(x.map((v) => cIn * v)).variance;
      const target = momentsOf(x.map((v, i) => (x0[i]! - cSkip * v) / cOut)).variance;
      const points = Float64Array.of(-2, 0.3, 5);
      const best = D(points, sigma).map((d, i) => (d - cSkip * points[i]!) / cOut);
      return [
        absolute(`variance of the input, sigma = ${sigma}`, 1, input.mean, 4.5 * input.standardError),
        absolute(`variance of the target, sigma = ${sigma}`, 1, target.mean, 4.5 * target.standardError),
        absolute(`best net, sigma = ${sigma}`, 0, worst(best), 1e-13),
        absolute(`weight times cOut squared, sigma = ${sigma}`, 1, weight * cOut ** 2, 1e-14),
      ];
    });
    const half = precondition(0.5, 0.5);
    return [
      ...checks,
      absolute('cOut at sigma = sigmaData = 1/2', Math.SQRT1_2 / 2, half.cOut, 1e-14),
      absolute('lambda there', 8, half.weight, 1e-12),
    ];
  },
};

export const V37: Claim = {
  id: 'V37',
  title: 'The exact score of a training set memorises it',
  statement:
    'Sampling with the score of $\\frac1n \\sum_i \\delta_{x_i}$ returns training points: generalisation is an error of the net.',
  cost: 'seconds',
  run() {
    const rng = createRng(37);
    const points = moons().sample(100, rng);
    const means = Array.from({ length: 100 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!]);
    const D = exactDenoiser({ dim: 2, weights: means.map(() => 1 / means.length), means, stds: means.map(() => 0) });
    const sigmas = scheduleSigmas(createSchedule('linear', 1000), timesteps(1000, 1000));
    const n = 100;
    const x = Float64Array.from(rng.normals(2 * n), (z) => Math.hypot(1, sigmas[0]!) * z);
    const samples = arrive(descend(float64Space(rng), D, x, sigmas, ddimSigma(1)));
    const distances = Array.from({ length: n }, (_, i) =>
      Math.min(...means.map(([a, b]) => Math.hypot(samples[2 * i]! - a!, samples[2 * i + 1]! - b!))),
    );
    const near = distances.filter((d) => d < 0.05).length / n;
    return [atLeast('samples within .05 of a training point', 0.99, near, 0)];
  },
};

export const V41: Claim = {
  id: 'V41',
  title: 'The score does not see the weights of far modes',
  statement:
    'Between weights $(.2, .8)$ and $(.5, .5)$ at $\\pm 4$ the score does not change where the data is, and plain Langevin from a uniform start puts half its mass right, not $.8$.',
  cost: 'seconds',
  run() {
    const modes = [[-4], [4]];
    const truth = gaussianMixture(modes, 0.5, [0.2, 0.8]);
    const even = gaussianMixture(modes, 0.5);
    const rng = createRng(41);
    const data = sampleMixture(truth, 2000, rng);
    const blind = average(data.length, (i) => (score(truth, [data[i]!])[0]! - score(even, [data[i]!])[0]!) ** 2);
    const n = 300;
    const start = Float64Array.from(rng.uniforms(n), (u) => 16 * u - 8);
    let [x, steps]: [Float64Array, number] = [start, 0];
    const target = exactScore(truth.weights);
    for (x of langevin(float64Space(rng), target, start, 0.1)) if (++steps > 2000) break;
    const right = x.filter((v) => v > 0).length / n;
    return [
      absolute('E|difference of the scores|^2 over the data', 0, blind.mean, 1e-6),
      atLeast('how far the mass on the right is from .8', 0.2, Math.abs(right - 0.8), 0),
      absolute('mass on the right', 0.5, right, 4.5 * Math.sqrt(0.25 / n)),
    ];
  },
};

/** The score of two Gaussians of deviation 1/2 at -4 and 4, written out. */
function exactScore([left, right]: readonly number[]): (x: Float64Array) => Float64Array {
  return (x) =>
    x.map((v) => {
      const onRight = 1 / (1 + (left! / right!) * Math.exp(-32 * v)); // log ratio of the two densities is 32 x
      return -(v - (2 * onRight - 1) * 4) / 0.25;
    });
}
