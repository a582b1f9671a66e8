/** V13, V14, V16, V17 and V19: other losses, what holds D back, and what a Gaussian makes of two modes. */
import {
  discriminatorLoss,
  generatorLeastSquares,
  hinge,
  leastSquares,
  type PointwiseLoss,
} from '../theory/bestDiscriminators.ts';
import type { LogDensity } from '../theory/discriminator.ts';
import { triangular, tvOnLine } from '../theory/divergences.ts';
import { fitGaussian, forwardKl, reverseKl } from '../theory/gaussianFits.ts';
import { mean } from '../theory/mean.ts';
import { minimise } from '../theory/minimise.ts';
import { gaussianMixture } from '../theory/mixture.ts';
import { bestObjective, bestSlope, criticObjective } from '../theory/wganCritic1d.ts';
import { absolute, atMost, relative, type Claim } from './claim.ts';

const normal = (mean: number, std: number) => gaussianMixture([[mean]], std);
const line = { from: -10, to: 11, cells: 2000 };
const uniform =
  (from: number): LogDensity =>
  (x) =>
    x[0]! >= from && x[0]! < from + 1 ? 0 : -Infinity;
const apart = { from: 0, to: 4, cells: 400 };

/** D's best output between densities p and q found by search, not by formula. */
const searched =
  (loss: PointwiseLoss, reach: number) =>
  (p: number, q: number): number =>
    minimise((d) => p * loss.real(d) + q * loss.fake(d), -reach, reach, 60);

export const V13: Claim = {
  id: 'V13',
  title: 'Least squares: what G is left with',
  statement: 'Against the best D, $2C(G) = \\int \\frac{(p-q)^2}{p+q} \\in [0, 2]$.',
  cost: 'instant',
  run() {
    const D = searched(leastSquares, 2);
    const [p, q] = [normal(0, 1), normal(1.1, 0.7)];
    return [
      absolute(
        'N(0, 1) and N(1.1, 0.49), D found by search',
        triangular(p, q, line),
        generatorLeastSquares(D, p, q, line),
        1e-6,
      ),
      absolute('disjoint supports', 2, generatorLeastSquares(D, uniform(0), uniform(2), apart), 1e-6),
      absolute('q = p', 0, generatorLeastSquares(D, p, p, line), 1e-6),
      absolute('D found by search, p = 3 q', 1 / 2, D(0.3, 0.1), 1e-6),
    ];
  },
};

export const V14: Claim = {
  id: 'V14',
  title: 'Hinge: D measures total variation',
  statement: '$\\min_D L_D = 2\\,(1 - \\mathrm{TV}(p, q))$, reached by $D^* = \\mathrm{sign}(p - q)$.',
  cost: 'instant',
  run() {
    const [p, q] = [normal(0, 1), normal(1, 1)];
    // TV of two unit normals one apart: they cross in the middle, and 2 Phi(1/2) - 1 = erf(1 / sqrt 8).
    const tv = 0.38292492254802624;
    const fine = { ...line, cells: 21_000 };
    return [
      absolute('TV(N(0, 1), N(1, 1)) by quadrature', tv, tvOnLine(p, q, fine), 1e-6),
      absolute('L_D at sign(p − q)', 2 * (1 - tv), discriminatorLoss(hinge, hinge.best, p, q, fine), 1e-6),
      absolute(
        'L_D at the D found by search',
        2 * (1 - tv),
        discriminatorLoss(hinge, searched(hinge, 3), p, q, line),
        1e-5,
      ),
      absolute('disjoint supports', 0, discriminatorLoss(hinge, hinge.best, uniform(0), uniform(2), apart), 1e-6),
      absolute('q = p', 2, discriminatorLoss(hinge, hinge.best, p, p, line), 1e-6),
    ];
  },
};

export const V16: Claim = {
  id: 'V16',
  title: 'The gap of a penalised critic is not the Wasserstein distance',
  statement:
    'In one dimension the critic of WGAN-GP has slope $1 + \\theta/(2\\lambda)$, and its objective is $\\theta + \\theta^2/(4\\lambda)$ where $W_1 = \\theta$.',
  cost: 'instant',
  run: () =>
    [
      [1, 10],
      [1, 0.1],
      [0.5, 1],
    ].flatMap(([theta, lambda]) => {
      // prettier-ignore
      const w = minimise((x) => -criticObjective(x, theta!, lambda!), 0, 20);
      return [
        absolute(`slope, theta = ${theta}, lambda = ${lambda}`, bestSlope(theta!, lambda!), w, 1e-4),
        absolute(
          `objective, theta = ${theta}, lambda = ${lambda}`,
          bestObjective(theta!, lambda!),
          criticObjective(w, theta!, lambda!),
          1e-4,
        ),
      ];
    }),
};

export const V17: Claim = {
  id: 'V17',
  title: 'Power iteration finds σ, if its vectors are kept',
  statement:
    'After 100 rounds $v^\\top W u$ is the largest singular value; one round from a fresh start finds about $\\sqrt{n+k}/(\\sqrt n+\\sqrt k)$ of it, 0.72 for a 64 × 32 Gaussian matrix.',
  cost: 'seconds',
  tensors: true,
  async run() {
    const { powerRatios } = await import('./powerRatios.ts'); // no tensors before they are needed
    const [converged, cold] = [await powerRatios(100, 3), await powerRatios(1, 40)];
    return [
      ...converged.map((ratio, i) => relative(`matrix ${i + 1}, 100 rounds: sigma over the exact one`, 1, ratio, 1e-3)),
      // E lambda^2 / E lambda of the Marchenko-Pastur law is n + k; the largest singular value is about sqrt n + sqrt k.
      absolute(
        'one cold round, mean of 40 matrices',
        Math.sqrt(64 + 32) / (Math.sqrt(64) + Math.sqrt(32)),
        mean(cold),
        0.03,
      ),
      atMost('one cold round at its best', 0.95, Math.max(...cold), 0),
    ];
  },
};

export const V19: Claim = {
  id: 'V19',
  title: 'Forward KL covers, reverse KL chooses',
  statement:
    'To $\\frac12 N(\\pm m, s^2)$ the Gaussian of least $\\mathrm{KL}(p\\|q)$ has variance $s^2 + m^2$; $\\mathrm{KL}(q\\|p)$ has one local minimum per mode, of value $\\log 2$.',
  cost: 'seconds',
  run() {
    const p = gaussianMixture([[-3], [3]], 0.5);
    const forward = fitGaussian((fit) => forwardKl(p, fit), { mean: 0.4, variance: 4 }, 8);
    const reverse = [-2.5, 2.5].map((mean) => fitGaussian((fit) => reverseKl(p, fit), { mean, variance: 1 }, 8));
    return [
      absolute('forward: mean', 0, forward.mean, 1e-3),
      absolute('forward: variance', 9.25, forward.variance, 1e-3),
      ...reverse.flatMap((fit, i) => [
        absolute(`reverse, from ${i ? 'the right' : 'the left'}: mean`, i ? 3 : -3, fit.mean, 1e-3),
        absolute(`reverse, from ${i ? 'the right' : 'the left'}: KL(q || p)`, Math.LN2, reverseKl(p, fit), 1e-4),
      ]),
    ];
  },
};
