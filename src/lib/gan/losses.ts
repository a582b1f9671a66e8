/** GAN objectives as the two players see them. Arguments are D's raw outputs (logits), [n, 1]; each player minimises its own. */
import type { GanLossName } from '../experiments/config.ts';
import { crossEntropy } from '../nn/crossEntropy.ts';
import * as tf from '../tf.ts';

export interface GanLoss {
  discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  /** @param real D's outputs on real points, for a loss that is relativistic; without them, against an output of 0 */
  generator(fake: tf.Tensor, real?: tf.Tensor): tf.Scalar;
  /** Whether G's loss looks at real points too: its step then needs a batch of them. */
  relativistic?: true;
  /** D's raw output as a belief that x is real, in [0, 1]; at the optimum it is D* of this loss. */
  belief(logits: tf.Tensor): tf.Tensor;
  /** Both losses where G's density equals the data's and D plays its optimum. */
  equilibrium: { discriminator: number; generator: number };
}

const mean = (x: tf.Tensor) => tf.mean(x) as tf.Scalar;

/** -log sigmoid(l) = softplus(-l), and -log(1 - sigmoid(l)) = softplus(l): no logarithm of a rounded zero. */
const discriminatorCrossEntropy = (real: tf.Tensor, fake: tf.Tensor) =>
  tf.add(crossEntropy(real, 1), crossEntropy(fake, 0)) as tf.Scalar;

/** The game itself (Goodfellow et al. 2014, equation 1): D minimises -V, G minimises E log(1 - D(G(z))). */
export const minimax: GanLoss = {
  discriminator: discriminatorCrossEntropy,
  generator: (fake) => tf.neg(crossEntropy(fake, 0)) as tf.Scalar,
  belief: (logits) => tf.sigmoid(logits),
  equilibrium: { discriminator: Math.log(4), generator: -Math.log(2) },
};

/** The heuristic of Goodfellow et al. 2014, section 3: G minimises -E log D(G(z)), whose gradient does not die while D wins. */
export const nonSaturating: GanLoss = {
  discriminator: discriminatorCrossEntropy,
  generator: (fake) => crossEntropy(fake, 1),
  belief: (logits) => tf.sigmoid(logits),
  equilibrium: { discriminator: Math.log(4), generator: Math.log(2) },
};

/** Least squares (Mao et al. 2017) with targets 1 for real, 0 for fake, 1 for G. */
export const leastSquares: GanLoss = {
  discriminator: (real, fake) =>
    tf.mul(tf.add(mean(tf.square(tf.sub(real, 1))), mean(tf.square(fake))), 0.5) as tf.Scalar,
  generator: (fake) => tf.mul(mean(tf.square(tf.sub(fake, 1))), 0.5) as tf.Scalar,
  belief: (logits) => tf.clipByValue(logits, 0, 1),
  equilibrium: { discriminator: 1 / 4, generator: 1 / 8 },
};

/** Hinge (Lim and Ye 2017): D stops caring about points beyond the margin; its optimum is sign(p - q). */
export const hinge: GanLoss = {
  discriminator: (real, fake) => tf.add(mean(tf.relu(tf.sub(1, real))), mean(tf.relu(tf.add(1, fake)))) as tf.Scalar,
  generator: (fake) => tf.neg(mean(fake)) as tf.Scalar,
  belief: (logits) => tf.mul(tf.add(tf.clipByValue(logits, -1, 1), 1), 0.5),
  equilibrium: { discriminator: 2, generator: 0 },
};

/**
 * Wasserstein (Arjovsky, Chintala, Bottou 2017): D is a critic whose gap E D(x) - E D(G(z)) it widens. Only with a
 * Lipschitz constraint beside it (a penalty, clipped weights) is the widest gap the distance W1.
 */
export const wasserstein: GanLoss = {
  discriminator: (real, fake) => tf.sub(mean(fake), mean(real)) as tf.Scalar,
  generator: (fake) => tf.neg(mean(fake)) as tf.Scalar,
  belief: (logits) => tf.sigmoid(logits),
  equilibrium: { discriminator: 0, generator: 0 },
};

/**
 * Relativistic pairing (Jolicoeur-Martineau 2019; Huang et al. 2024): D says which of a pair is real, from the difference
 * of its outputs, -log sigmoid(D(x) - D(G(z))); G wants the opposite. G cannot win by moving all its samples to
 * one good place, because each is compared with another real point. D* = log p - log q up to a constant.
 */
export const relativistic: GanLoss = {
  discriminator: (real, fake) => crossEntropy(tf.sub(real, fake), 1),
  generator: (fake, real = tf.zerosLike(fake)) => crossEntropy(tf.sub(fake, real), 1),
  relativistic: true,
  belief: (logits) => tf.sigmoid(logits),
  equilibrium: { discriminator: Math.LN2, generator: Math.LN2 },
};

export const ganLosses: Record<GanLossName, GanLoss> = {
  minimax,
  nonSaturating,
  leastSquares,
  hinge,
  wasserstein,
  relativistic,
};

/** Whether D's output is a logit, so that V can be read from it. */
export const isLogitLoss = (name: GanLossName): boolean => name === 'minimax' || name === 'nonSaturating';

/** V(D, G) = E log D(x) + E log(1 - D(G(z))) from logits; at most -log 4 + 2 JS, and -log 4 at the equilibrium. */
export const value = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar =>
  tf.neg(discriminatorCrossEntropy(real, fake)) as tf.Scalar;
