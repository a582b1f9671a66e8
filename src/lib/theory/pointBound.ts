/**
 * The variational bound of one data point, term by term (Ho et al. 2020, equation 5), for a chain whose reverse steps are
 * affine: the model that has learned N(0, s^2) exactly. One dimension, nats.
 */
import { gaussianKl, priorKl, reverseVariance, type Chain, type ReverseVariance } from './bound.ts';
import { gaussianEpsilon } from './gaussian.ts';

export interface PointBound {
  /** L_T = KL( q(x_T | x_0) || N(0, 1) ). */
  prior: number;
  /** L_{t-1} = E KL( q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t) ) for t = 2 .. T. [T - 1] */
  steps: Float64Array;
  /** L_0 = -E log p(x_0 | x_1). */
  reconstruction: number;
  /** The bound on -log p(x_0). */
  total: number;
}

/** The model's reverse step from t: p(x_{t-1} | x_t) = N(slope x_t, variance), t = 1 .. T at index t - 1. */
export function gaussianReverseSteps(chain: Chain, dataVariance: number, choice: ReverseVariance) {
  const variances = reverseVariance(chain, choice);
  return Array.from(chain.betas, (beta, i) => {
    const { slope } = gaussianEpsilon({ mean: 0, variance: dataVariance }, chain.alphasCumprod[i]!);
    const ofEps = beta / Math.sqrt(1 - chain.alphasCumprod[i]!); // Ho et al., Algorithm 2, line 4
    return { slope: (1 - ofEps * slope) / Math.sqrt(1 - beta), variance: variances[i]! };
  });
}

export function pointBound(chain: Chain, x0: number, dataVariance: number, choice: ReverseVariance): PointBound {
  const { betas, alphasCumprod } = chain;
  const T = betas.length;
  const model = gaussianReverseSteps(chain, dataVariance, choice);
  const steps = new Float64Array(T - 1);
  for (let i = 1; i < T; i++) {
    const [at, as, beta] = [alphasCumprod[i]!, alphasCumprod[i - 1]!, betas[i]!];
    const ofX0 = (Math.sqrt(as) * beta) / (1 - at); // Ho et al., equation 7
    const ofXt = (Math.sqrt(1 - beta) * (1 - as)) / (1 - at);
    const posterior = (beta * (1 - as)) / (1 - at);
    // the two means differ by ofX0 x_0 + (ofXt - slope) x_t, x_t ~ N(sqrt(at) x_0, 1 - at)
    const gap = ofXt - model[i]!.slope;
    const squared = (ofX0 * x0 + gap * Math.sqrt(at) * x0) ** 2 + gap ** 2 * (1 - at);
    steps[i - 1] = gaussianKl(posterior, model[i]!.variance, squared);
  }
  const { slope, variance } = model[0]!;
  const [a1, mean] = [alphasCumprod[0]!, slope * Math.sqrt(alphasCumprod[0]!) * x0];
  const squared = (x0 - mean) ** 2 + slope ** 2 * (1 - a1);
  const reconstruction = 0.5 * (Math.log(2 * Math.PI * variance) + squared / variance);
  const prior = priorKl(alphasCumprod[T - 1]!, x0 ** 2);
  return { prior, steps, reconstruction, total: steps.reduce((sum, kl) => sum + kl, prior + reconstruction) };
}
