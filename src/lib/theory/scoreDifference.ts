/**
 * Where G's losses pull a sample when D is at its best. The slope of the logit of D* is the score difference,
 *
 *   grad l*(x) = grad log p(x) - grad log q(x),
 *
 * and each loss of G pulls along it with a weight of its own: w = D, 1 - D or 1 (Arjovsky and Bottou 2017 for the first two).
 */
import { optimalLogit } from './discriminator.ts';
import { sigmoid } from './logSumExp.ts';
import { score, type GaussianMixture } from './mixture.ts';

/** E log(1 - D), -E log D and -E l: `minimax`, `nonSaturating` and the generator's half of `hinge` and `wasserstein` in gan/losses.ts. */
export const generatorLosses = ['saturating', 'nonSaturating', 'logit'] as const;
export type GeneratorLoss = (typeof generatorLosses)[number];

/** w: minus the slope of the loss as a function of the logit. */
export const pullWeights: Record<GeneratorLoss, (logit: number) => number> = {
  saturating: (logit) => sigmoid(logit),
  nonSaturating: (logit) => sigmoid(-logit),
  logit: () => 1,
};

/** grad log p(x) - grad log q(x). [dim] */
export function scoreDifference(p: GaussianMixture, q: GaussianMixture, x: ArrayLike<number>): Float64Array {
  const fromQ = score(q, x);
  return score(p, x).map((s, i) => s - fromQ[i]!);
}

/** Minus the gradient at x of the loss with D = D* held fixed: w(D*) (grad log p - grad log q). [dim] */
export function exactPull(
  loss: GeneratorLoss,
  p: GaussianMixture,
  q: GaussianMixture,
  x: ArrayLike<number>,
): Float64Array {
  const w = pullWeights[loss](optimalLogit(p, q)(x));
  return scoreDifference(p, q, x).map((s) => w * s);
}

/**
 * The divergence that a loss descends is E_p f(r), r = q / p. Here is f with its tangent at r = 1 taken off, which changes no
 * divergence (r has mean 1) and leaves what a wrong ratio costs: zero at r = 1, positive elsewhere. Its curvature gives the
 * weight back, w = r f''(r) at r = (1 - D) / D.
 */
export const ratioCosts: Record<GeneratorLoss, (r: number) => number> = {
  /** 2 JS(p, q). */
  saturating: (r) => xlogx(r) + Math.log(2) * (1 + r) - xlogx(1 + r),
  /** KL(q || p) - 2 JS(p, q) = 2 KL(m || p), m = (p + q) / 2. */
  nonSaturating: (r) => xlogx(1 + r) - Math.log(2) * (1 + r) - r + 1,
  /** KL(q || p). */
  logit: (r) => xlogx(r) - r + 1,
};

const xlogx = (x: number) => (x === 0 ? 0 : x * Math.log(x));
