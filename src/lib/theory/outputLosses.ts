/**
 * GAN losses as functions of one raw output t of D, at a real and at a fake point; how hard the loss of G pulls there; and what
 * is left of that pull where D plays its best. Least squares has the targets 1 for real, -1 for fake.
 */
import { crossEntropy, hinge, leastSquares } from './bestDiscriminators.ts';
import { sigmoid, softplus } from './logSumExp.ts';

export const outputLossNames = ['minimax', 'nonSaturating', 'leastSquares', 'hinge', 'wasserstein'] as const;
export type OutputLossName = (typeof outputLossNames)[number];

/** L_D = E_p real(T(x)) + E_q fake(T(x)), L_G = E_q generator(T(x)). */
export interface OutputLoss {
  real(t: number): number;
  fake(t: number): number;
  /** Derivatives of the two; at the kinks of the hinge 0, where D rests. */
  realSlope(t: number): number;
  fakeSlope(t: number): number;
  generator(t: number): number;
  /** -generator'(t): a fake sample moves along pull(T(x)) grad T(x). */
  pull(t: number): number;
}

const logistic = {
  real: (t: number) => softplus(-t),
  fake: (t: number) => softplus(t),
  realSlope: (t: number) => -sigmoid(-t),
  fakeSlope: (t: number) => sigmoid(t),
};

export const outputLosses: Record<OutputLossName, OutputLoss> = {
  minimax: { ...logistic, generator: (t) => -softplus(t), pull: (t) => sigmoid(t) },
  nonSaturating: { ...logistic, generator: (t) => softplus(-t), pull: (t) => sigmoid(-t) },
  leastSquares: {
    real: leastSquares.real,
    fake: leastSquares.fake,
    realSlope: (t) => t - 1,
    fakeSlope: (t) => t + 1,
    generator: (t) => (t - 1) ** 2 / 2,
    pull: (t) => 1 - t,
  },
  hinge: {
    real: hinge.real,
    fake: hinge.fake,
    realSlope: (t) => (t < 1 ? -1 : 0),
    fakeSlope: (t) => (t > -1 ? 1 : 0),
    generator: (t) => -t,
    pull: () => 1,
  },
  wasserstein: {
    real: (t) => -t,
    fake: (t) => t,
    realSlope: () => -1,
    fakeSlope: () => 1,
    generator: (t) => -t,
    pull: () => 1,
  },
};

/** The best output of D where log p - log q = l. Wasserstein has none: more is always better. */
export const bestOutput: Record<Exclude<OutputLossName, 'wasserstein'>, (l: number) => number> = {
  minimax: (l) => crossEntropy.best(Math.exp(l), 1),
  nonSaturating: (l) => crossEntropy.best(Math.exp(l), 1),
  leastSquares: (l) => Math.tanh(l / 2), // (p - q) / (p + q)
  hinge: (l) => Math.sign(l),
};

/**
 * The weight w with which a sample feels the score difference grad l if D plays its best: a step along w grad l, where
 * w = pull(T) dT/dl at the best T. With D = sigmoid(l) these are D, 1 - D, 4 D (1 - D)^2 and, the sign having no slope, 0.
 */
export const weightAtBest: Record<Exclude<OutputLossName, 'wasserstein'>, (l: number) => number> = {
  minimax: sigmoid,
  nonSaturating: (l) => sigmoid(-l),
  leastSquares: (l) => 4 * sigmoid(l) * sigmoid(-l) ** 2,
  hinge: () => 0,
};

/** The same for least squares with G's target c between those of D (Mao et al. 2017 have c = 0 in their theorem): it changes its sign. */
export const weightWithTarget = (c: number, l: number): number => 2 * sigmoid(l) * sigmoid(-l) * (c - Math.tanh(l / 2));

/** What the game itself would have, G maximising D's loss: the weight of the gradient of integral (p - q)^2 / (p + q) / 2. */
export const zeroSumWeight = (l: number): number => 4 * sigmoid(l) ** 2 * sigmoid(-l);
