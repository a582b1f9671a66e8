/** V4, V5 and V15: distances between two laws. */
import { wasserstein } from '../metrics/wasserstein.ts';
import { jensenShannon, type LogDensity } from '../theory/discriminator.ts';
import { js, squaredW2OnLine, w1OnLine } from '../theory/divergences.ts';
import { fDivergences, variationalBound } from '../theory/fGan.ts';
import { gaussianMixture } from '../theory/mixture.ts';
import { absolute, atMost, type Claim } from './claim.ts';

const normal = (mean: number, std: number) => gaussianMixture([[mean]], std);
const wide = { from: -16, to: 18, cells: 4000 };

/** Uniform on [from, from + 1]. */
const uniform =
  (from: number): LogDensity =>
  (x) =>
    x[0]! >= from && x[0]! < from + 1 ? 0 : -Infinity;

export const V4: Claim = {
  id: 'V4',
  title: 'Jensen-Shannon is blind to distance between disjoint supports',
  statement: '$\\mathrm{JS}(p, q) = \\log 2$ wherever $p$ and $q$ share no support, however far apart they are.',
  cost: 'instant',
  run: () => [
    ...[1, 2, 30].map((gap) =>
      absolute(
        `uniform laws of width 1, ${gap} apart`,
        Math.LN2,
        jensenShannon(uniform(0), uniform(gap), { from: 0, to: 32, cells: 6400 }),
        1e-8,
      ),
    ),
    absolute('two lists of points without a common one', Math.LN2, js([0.2, 0.8, 0, 0], [0, 0, 0.5, 0.5]), 1e-12),
    absolute('p = (1/2, 1/2, 0), q = (0, 1/2, 1/2)', Math.LN2 / 2, js([0.5, 0.5, 0], [0, 0.5, 0.5]), 1e-12),
  ],
};

export const V5: Claim = {
  id: 'V5',
  title: 'The Wasserstein distance is how far mass must move',
  statement:
    '$W_1(\\delta_0, \\delta_\\theta) = |\\theta|$, $W_1(N(0,1), N(m,1)) = m$ and $W_2^2(N(0,1), N(m, s^2)) = m^2 + (s - 1)^2$.',
  cost: 'instant',
  run: () => [
    ...[-2, 0.3, 7].map((theta) =>
      absolute(`W1 between points, theta = ${theta}`, Math.abs(theta), wasserstein([0], [theta], 1), 1e-12),
    ),
    absolute('W1(N(0, 1), N(1.3, 1))', 1.3, w1OnLine(normal(0, 1), normal(1.3, 1), wide), 1e-9),
    absolute(
      'W2^2(N(0, 1), N(1.3, 4))',
      1.3 ** 2 + 1,
      squaredW2OnLine(normal(0, 1), normal(1.3, 2), { from: -18, to: 20, cells: 40_000 }),
      1e-3,
    ),
  ],
};

/** KL(N(a, s^2) || N(b, t^2)) in closed form. */
const gaussianKl = (a: number, s: number, b: number, t: number) =>
  Math.log(t / s) + (s * s + (a - b) ** 2) / (2 * t * t) - 1 / 2;

export const V15: Claim = {
  id: 'V15',
  title: 'The variational bound of an f-GAN is tight at T = f′(p/q)',
  statement:
    "$\\mathbb E_p T - \\mathbb E_q f^*(T) \\le D_f(p \\| q)$ for every $T$, with equality at $T = f'(p/q)$; for KL, $T = 1 + \\log p/q$.",
  cost: 'instant',
  run() {
    const [p, q] = [normal(0.4, 0.8), normal(-0.3, 1.1)];
    const bound = (T?: (logRatio: number) => number) => variationalBound(fDivergences.kl, p, q, wide, T);
    const exact = gaussianKl(0.4, 0.8, -0.3, 1.1);
    const reverse = variationalBound(fDivergences.reverseKl, p, q, { ...wide, from: -8, to: 8 });
    return [
      absolute(
        'KL at T = 1 + log p/q',
        exact,
        bound((l) => 1 + l),
        1e-8,
      ),
      absolute('KL at the library’s own T', exact, bound(), 1e-8),
      absolute('reverse KL at its own T', gaussianKl(-0.3, 1.1, 0.4, 0.8), reverse, 1e-8),
      absolute(
        'squared Hellinger distance at its own T',
        2 -
          2 * Math.sqrt((2 * 0.8 * 1.1) / (0.8 ** 2 + 1.1 ** 2)) * Math.exp(-(0.7 ** 2) / (4 * (0.8 ** 2 + 1.1 ** 2))),
        variationalBound(fDivergences.hellinger, p, q, wide),
        1e-8,
      ),
      ...[0.5, 0.9, 1.1].map((factor) =>
        atMost(
          `KL at T = 1 + ${factor} log p/q`,
          exact,
          bound((l) => 1 + factor * l),
          0,
        ),
      ),
    ];
  },
};
