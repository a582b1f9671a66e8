/**
 * The Dirac-GAN (Mescheder, Geiger, Nowozin 2018): the data is one point, 0; G's sample is one point, theta; D's logit is
 * psi x. With f(t) = -log(1 + exp(-t)) the game is L = f(0) + f(-psi theta), D high on real points. G should come to 0 and
 * stay; whether it does depends on the method alone, and can be read from two eigenvalues at (0, 0).
 */
import { complex, quadraticRoots, type Complex, type Matrix2 } from './complex.ts';
import { alternating, consensusField, extragradient, optimistic, simultaneous } from './games.ts';
import type { Game, Point, Update } from './games.ts';
import { sigmoid } from './logSumExp.ts';
import { gaussianMean } from './shiftedGaussians.ts';

/** f'(0) and f''(0). */
export const slope = 1 / 2;
export const curvature = -1 / 4;

export const diracMethods = [
  'simultaneous',
  'alternating',
  'nonSaturating',
  'r1',
  'instanceNoise',
  'consensus',
  'extragradient',
  'optimistic',
  'wasserstein',
  'gradientPenalty',
  'unrolled',
] as const;
export type DiracMethod = (typeof diracMethods)[number];

export interface DiracSettings {
  /** Weight of R1 (or R2: D's gradient is psi everywhere), of consensus, or of the gradient penalty. */
  gamma: number;
  /** Standard deviation of instance noise. */
  sigma: number;
  /** Steps of D that an unrolled G looks ahead, and their size. */
  unrolled: number;
  eta: number;
}
export const diracDefaults: DiracSettings = { gamma: 1, sigma: 1, unrolled: 5, eta: 0.2 };

/** Goodfellow's game: v = (psi s, -theta s) with s = sigmoid(psi theta). */
export const minimaxDirac: Game = {
  field: ([theta, psi]) => [psi * sigmoid(psi * theta), -theta * sigmoid(psi * theta)],
  jacobian([theta, psi]): Matrix2 {
    const s = sigmoid(psi * theta);
    const ds = s * (1 - s);
    return [
      [psi * psi * ds, s + psi * theta * ds],
      [-s - psi * theta * ds, -theta * theta * ds],
    ];
  },
};

/** E of what both players want when N(0, sigma^2) is added to both points. */
function noisyField([theta, psi]: Point, sigma: number): Point {
  const pull = (z: number) => sigmoid(psi * (theta + sigma * z)); // f'(-psi x) at the fake point
  return [
    psi * gaussianMean(pull, 0),
    gaussianMean((z) => sigma * z * sigmoid(-psi * sigma * z) - (theta + sigma * z) * pull(z), 0),
  ];
}

/** G differentiates through K steps of D (Metz et al. 2017): dpsi_K / dtheta by the chain rule along the way. */
function unrolledField([theta, psi]: Point, K: number, eta: number): Point {
  let [ahead, slopeAhead] = [psi, 0];
  for (let k = 0; k < K; k++) {
    const s = sigmoid(ahead * theta);
    const ds = s * (1 - s);
    slopeAhead += eta * (-theta * theta * ds * slopeAhead - s - ahead * theta * ds);
    ahead -= eta * theta * s;
  }
  const s = sigmoid(ahead * theta);
  return [ahead * s + theta * s * slopeAhead, -theta * sigmoid(psi * theta)];
}

/** The vector field of a method: what both players follow in continuous time. */
export function diracField(method: DiracMethod, settings: Partial<DiracSettings> = {}): (z: Point) => Point {
  const { gamma, sigma, unrolled, eta } = { ...diracDefaults, ...settings };
  const plain = minimaxDirac.field;
  switch (method) {
    case 'nonSaturating': // G descends -log sigmoid(psi theta)
      return ([theta, psi]) => [psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta)];
    case 'r1':
      return (z) => [plain(z)[0], plain(z)[1] - gamma * z[1]];
    case 'instanceNoise':
      return (z) => noisyField(z, sigma);
    case 'consensus':
      return consensusField(minimaxDirac, gamma);
    case 'wasserstein':
      return ([theta, psi]) => [psi, -theta];
    case 'gradientPenalty': // of weight gamma: D also descends gamma (|psi| - 1)^2
      return ([theta, psi]) => [psi, -theta - 2 * gamma * (psi - Math.sign(psi))];
    case 'unrolled':
      return (z) => unrolledField(z, unrolled, eta);
    default:
      return plain;
  }
}

/** How a method moves in steps of h. */
export function diracUpdate(method: DiracMethod, h: number, settings: Partial<DiracSettings> = {}): Update {
  const game = { field: diracField(method, settings), jacobian: minimaxDirac.jacobian };
  if (method === 'alternating') return alternating(game, h);
  if (method === 'extragradient') return extragradient(game, h);
  if (method === 'optimistic') return optimistic(game, h);
  return simultaneous(game, h);
}

/**
 * Eigenvalues of the field's Jacobian at (0, 0), in closed form. Negative real parts attract. The gradient penalty has none:
 * its field jumps there.
 */
export function diracEigenvalues(
  method: DiracMethod,
  settings: Partial<DiracSettings> = {},
): [Complex, Complex] | null {
  const { gamma, sigma, unrolled, eta } = { ...diracDefaults, ...settings };
  /** Roots of z^2 + 2 d z + w^2: -d +- sqrt(d^2 - w^2). */
  const damped = (d: number, w = slope) => quadraticRoots(complex(2 * d), complex(w * w));
  switch (method) {
    case 'r1':
      return damped(gamma / 2);
    case 'instanceNoise':
      return damped(-curvature * sigma ** 2);
    case 'consensus':
      return [complex(-gamma * slope ** 2, slope), complex(-gamma * slope ** 2, -slope)];
    case 'wasserstein':
      return damped(0, 1);
    case 'unrolled':
      return damped((unrolled * eta) / 4);
    case 'gradientPenalty':
      return null;
    default:
      return damped(0);
  }
}

/** Eigenvalues of alternating steps at (0, 0): 1 - a^2 / 2 +- sqrt((1 - a^2 / 2)^2 - 1), a = sqrt(nG nD) h f'(0). */
export function alternatingEigenvalues(h: number, nG = 1, nD = 1): [Complex, Complex] {
  const a = Math.sqrt(nG * nD) * h * slope;
  return quadraticRoots(complex(a ** 2 - 2), complex(1));
}

/** r^2 of the non-saturating flow, averaged over a rotation: it decays, but only like 1 / t. */
export const nonSaturatingRadius2 = (radius2: number, t: number): number => 1 / (1 / radius2 + t / 8);

/** r^2 of the circle on which simultaneous non-saturating steps of h end, to first order in h. */
export const nonSaturatingCycle2 = (h: number): number => 2 * h;
