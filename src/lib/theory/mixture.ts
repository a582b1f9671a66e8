/**
 * Gaussian mixtures, the book's gold standard: after any amount of forward noise their density, score and denoiser are
 * exact. With q_0 = sum_k w_k N(m_k, s_k^2 I) and v_k = alphaBar s_k^2 + 1 - alphaBar,
 *
 *   q_t(x) = sum_k w_k N(x; sqrt(alphaBar) m_k, v_k I),      r_k(x) = w_k N(x; sqrt(alphaBar) m_k, v_k I) / q_t(x).
 *
 * Everything is float64. Points are arrays of length `dim`; logarithms are natural.
 */
import type { Rng } from '../random.ts';
import { logSumExp } from './logSumExp.ts';

/** sum_k weights[k] N(means[k], stds[k]^2 I). Weights sum to one. */
export interface GaussianMixture {
  dim: number;
  weights: number[];
  means: number[][];
  stds: number[];
}

/**
 * Checks the parts of a mixture and normalises its weights.
 * @throws RangeError where lengths disagree, a weight is negative, or a standard deviation is not positive.
 */
export function gaussianMixture(means: number[][], stds: number | number[], weights?: number[]): GaussianMixture {
  const count = means.length;
  const dim = means[0]?.length ?? 0;
  const allStds = typeof stds === 'number' ? new Array<number>(count).fill(stds) : stds;
  const allWeights = weights ?? new Array<number>(count).fill(1);
  if (dim === 0 || means.some((mean) => mean.length !== dim)) {
    throw new RangeError('A mixture needs at least one mean, and all its means need the same dimension.');
  }
  if (allStds.length !== count || allWeights.length !== count) {
    throw new RangeError(
      `A mixture of ${count} means needs as many standard deviations and weights; got ${allStds.length} and ${allWeights.length}.`,
    );
  }
  if (allStds.some((std) => !(std > 0))) throw new RangeError('Standard deviations of a mixture must be positive.');
  const total = allWeights.reduce((sum, weight) => sum + weight, 0);
  if (allWeights.some((weight) => !(weight >= 0)) || !(total > 0)) {
    throw new RangeError('Weights of a mixture must not be negative, and one of them must be positive.');
  }
  return { dim, means, stds: allStds, weights: allWeights.map((weight) => weight / total) };
}

function checkAlphaBar(alphaBar: number): void {
  if (!(alphaBar >= 0 && alphaBar <= 1)) throw new RangeError(`alphaBar lies in [0, 1]; got ${alphaBar}.`);
}

/** Fills `out` with log(w_k N(x; sqrt(alphaBar) m_k, v_k I)), k = 0 .. K - 1. */
function logTerms(mixture: GaussianMixture, alphaBar: number, x: ArrayLike<number>, out: Float64Array): void {
  const { dim, means, stds, weights } = mixture;
  const root = Math.sqrt(alphaBar);
  let variance = NaN;
  let offset = NaN;
  for (let k = 0; k < means.length; k++) {
    const mean = means[k]!;
    if (k === 0 || stds[k] !== stds[k - 1] || weights[k] !== weights[k - 1]) {
      // Logarithms are slow, and most components are like the one before.
      variance = alphaBar * stds[k]! ** 2 + 1 - alphaBar;
      offset = Math.log(weights[k]!) - (dim / 2) * Math.log(2 * Math.PI * variance);
    }
    let squared = 0;
    for (let i = 0; i < dim; i++) squared += (x[i]! - root * mean[i]!) ** 2;
    out[k] = offset - squared / (2 * variance);
  }
}

/** log q_t(x) of the diffused mixture; alphaBar = 1 (the default) is the mixture itself. */
export function logDensity(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): number {
  checkAlphaBar(alphaBar);
  const terms = new Float64Array(mixture.means.length);
  logTerms(mixture, alphaBar, x, terms);
  return logSumExp(terms);
}

/** q_t(x), per unit length^dim. */
export function density(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): number {
  return Math.exp(logDensity(mixture, x, alphaBar));
}

/** r_k(x): the probability that x came from component k. [K], sums to one. */
export function responsibilities(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): Float64Array {
  checkAlphaBar(alphaBar);
  const terms = new Float64Array(mixture.means.length);
  logTerms(mixture, alphaBar, x, terms);
  const total = logSumExp(terms);
  for (let k = 0; k < terms.length; k++) terms[k] = Math.exp(terms[k]! - total);
  return terms;
}

/** The score, grad_x log q_t(x) = -sum_k r_k(x) (x - sqrt(alphaBar) m_k) / v_k. [dim] */
export function score(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): Float64Array {
  const r = responsibilities(mixture, x, alphaBar);
  const out = new Float64Array(mixture.dim);
  const root = Math.sqrt(alphaBar);
  for (let k = 0; k < r.length; k++) {
    const mean = mixture.means[k]!;
    const variance = alphaBar * mixture.stds[k]! ** 2 + 1 - alphaBar;
    for (let i = 0; i < out.length; i++) out[i]! -= (r[k]! * (x[i]! - root * mean[i]!)) / variance;
  }
  return out;
}

/** The optimal epsilon-network, E[epsilon | x_t] = -sqrt(1 - alphaBar) grad log q_t(x_t). [dim] */
export function epsilonStar(mixture: GaussianMixture, alphaBar: number, xt: ArrayLike<number>): Float64Array {
  return score(mixture, xt, alphaBar).map((s) => -Math.sqrt(1 - alphaBar) * s);
}

/**
 * The optimal denoiser, E[x_0 | x_t] = sum_k r_k (m_k + sqrt(alphaBar) s_k^2 / v_k (x_t - sqrt(alphaBar) m_k)). [dim]
 * Written as a posterior mean, not through Tweedie's formula, so that it is also right at alphaBar = 0.
 */
export function denoise(mixture: GaussianMixture, alphaBar: number, xt: ArrayLike<number>): Float64Array {
  const r = responsibilities(mixture, xt, alphaBar);
  const out = new Float64Array(mixture.dim);
  const root = Math.sqrt(alphaBar);
  for (let k = 0; k < r.length; k++) {
    const mean = mixture.means[k]!;
    const variance = mixture.stds[k]! ** 2;
    const gain = (root * variance) / (alphaBar * variance + 1 - alphaBar);
    for (let i = 0; i < out.length; i++) out[i]! += r[k]! * (mean[i]! + gain * (xt[i]! - root * mean[i]!));
  }
  return out;
}

/** q_t as a mixture of its own: means sqrt(alphaBar) m_k, variances alphaBar s_k^2 + 1 - alphaBar. */
export function diffuse(mixture: GaussianMixture, alphaBar: number): GaussianMixture {
  checkAlphaBar(alphaBar);
  const root = Math.sqrt(alphaBar);
  return {
    dim: mixture.dim,
    weights: mixture.weights,
    means: mixture.means.map((mean) => mean.map((m) => root * m)),
    stds: mixture.stds.map((std) => Math.sqrt(alphaBar * std ** 2 + 1 - alphaBar)),
  };
}

/** The mixture plus independent N(0, bandwidth^2 I) noise: what a kernel density estimate of it converges to. */
export function convolve(mixture: GaussianMixture, bandwidth: number): GaussianMixture {
  return { ...mixture, stds: mixture.stds.map((std) => Math.hypot(std, bandwidth)) };
}

/** The law of (x - shift) / scale when x follows the mixture. */
export function rescale(mixture: GaussianMixture, shift: number[], scale: number): GaussianMixture {
  return {
    dim: mixture.dim,
    weights: mixture.weights,
    means: mixture.means.map((mean) => mean.map((m, i) => (m - shift[i]!) / scale)),
    stds: mixture.stds.map((std) => std / scale),
  };
}

/** Exact mean and variance along each axis. Both [dim]. */
export function moments({ dim, weights, means, stds }: GaussianMixture): { mean: number[]; variance: number[] } {
  const mean = new Array<number>(dim).fill(0);
  const variance = new Array<number>(dim).fill(0);
  weights.forEach((w, k) => means[k]!.forEach((m, i) => (mean[i]! += w * m)));
  weights.forEach((w, k) => means[k]!.forEach((m, i) => (variance[i]! += w * (stds[k]! ** 2 + (m - mean[i]!) ** 2))));
  return { mean, variance };
}

/** n independent points, [n, dim] flat. `components`, if given, is filled with the component of each. [n] */
export function sampleMixture(
  { dim, weights, means, stds }: GaussianMixture,
  n: number,
  rng: Rng,
  components?: Int32Array,
): Float32Array {
  const cumulative: number[] = [];
  weights.reduce((sum, weight, k) => (cumulative[k] = sum + weight), 0);
  const out = rng.normals(n * dim);
  for (let row = 0; row < n; row++) {
    const k = firstAbove(cumulative, rng.uniform());
    if (components) components[row] = k;
    for (let i = 0; i < dim; i++) out[row * dim + i] = means[k]![i]! + stds[k]! * out[row * dim + i]!;
  }
  return out;
}

/** The first index whose value exceeds u, or the last index. */
function firstAbove(cumulative: number[], u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
