/** Where the linear VAE ends when its KL has the weight beta and its noise variance is learned: in closed form. */
import { alignedParts, alignedSize } from './alignedLinearVae.ts';

export interface BetaOptimum {
  /** The decoder's noise variance s2. */
  variance: number;
  /** beta s2: directions with less variance than this are given up. */
  threshold: number;
  /** Latent coordinates that are in use. */
  kept: number;
}

/**
 * With j directions kept, beta s2 = (sum of the other eigenvalues) / (d / beta - j); the right j is the one for which exactly the kept
 * eigenvalues lie above it. beta = 1 is probabilistic PCA.
 * @param lambdas eigenvalues of the data's covariance, largest first, [d]
 * @throws RangeError unless 1 <= k < d and beta > 0.
 */
export function betaLinearVae(lambdas: ArrayLike<number>, k: number, beta: number): BetaOptimum {
  const d = lambdas.length;
  if (!(Number.isInteger(k) && k >= 1 && k < d && beta > 0)) {
    throw new RangeError(
      `A linear VAE of ${d} coordinates takes 1 to ${d - 1} latent ones and beta > 0; got ${k}, ${beta}.`,
    );
  }
  let rest = 0;
  for (let i = k; i < d; i++) rest += lambdas[i]!;
  for (let j = k; j > 0; j--) {
    const room = d / beta - j;
    const threshold = rest / room;
    if (room > 0 && lambdas[j - 1]! > threshold) return { variance: threshold / beta, threshold, kept: j };
    rest += lambdas[j - 1]!;
  }
  return { variance: rest / d, threshold: (beta * rest) / d, kept: 0 };
}

/** The model at that optimum, column a of W along direction a, as one list (`alignedLinearVae.ts`). */
export function betaOptimalVae(lambdas: ArrayLike<number>, k: number, beta: number): Float64Array {
  const d = lambdas.length;
  const { variance, threshold, kept } = betaLinearVae(lambdas, k, beta);
  const x = new Float64Array(alignedSize(d, k));
  const { W, V, L } = alignedParts(x, d, k);
  for (let a = 0; a < kept; a++) {
    const w = Math.sqrt(lambdas[a]! - threshold);
    W[a * k + a] = w;
    V[a * d + a] = w / lambdas[a]!;
    L[a * (k + 1)] = 0.5 * Math.log(threshold / lambdas[a]!);
  }
  x[x.length - 1] = Math.log(variance);
  return x;
}
