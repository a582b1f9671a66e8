/**
 * The variational bound of a diffusion model, term by term (Ho, Jain, Abbeel 2020), for data whose answer is exact.
 * All in nats. Arrays are indexed t - 1, t = 1 .. T.
 */

/** The part of a noise schedule that the bound needs. */
export interface Chain {
  readonly betas: ArrayLike<number>;
  readonly alphasCumprod: ArrayLike<number>;
}

/** Two choices of the reverse variance sigma_t^2: beta_t, or the posterior variance betaTilde_t. */
export type ReverseVariance = 'beta' | 'betaTilde';

/**
 * sigma_t^2 for t = 1 .. T. betaTilde_1 is 0, and a Gaussian of variance 0 has no density, so both choices take
 * sigma_1^2 = beta_1.
 */
export function reverseVariance({ betas, alphasCumprod }: Chain, choice: ReverseVariance): Float64Array {
  return Float64Array.from(betas, (beta, i) => {
    if (choice === 'beta' || i === 0) return beta;
    return (beta * (1 - alphasCumprod[i - 1]!)) / (1 - alphasCumprod[i]!);
  });
}

/** What the bound multiplies the squared noise error with: beta^2 / (2 sigma^2 alpha (1 - alphaBar)); Ho et al., eq. 12. */
export function noiseLossWeights(chain: Chain, choice: ReverseVariance): Float64Array {
  return reverseVariance(chain, choice).map((variance, i) => {
    const beta = chain.betas[i]!;
    return beta ** 2 / (2 * variance * (1 - beta) * (1 - chain.alphasCumprod[i]!));
  });
}

/** KL( N(a, v I) || N(b, w I) ) per dimension, where `squaredDistance` is |a - b|^2 / d. */
export function gaussianKl(v: number, w: number, squaredDistance = 0): number {
  const r = v / w;
  return 0.5 * (r - 1 - Math.log(r)) + squaredDistance / (2 * w);
}

/**
 * L_T per dimension: KL( q(x_T | x_0) || N(0, I) ), where `squaredNorm` is |x_0|^2 / d.
 * Same as gaussianKl(1 - alphaBarT, 1, alphaBarT * squaredNorm), without its cancellation when alphaBarT is tiny.
 */
export function priorKl(alphaBarT: number, squaredNorm: number): number {
  return 0.5 * (alphaBarT * squaredNorm - alphaBarT - Math.log1p(-alphaBarT));
}

/** Var[x_0 | x_t] for data N(m, s^2), with `dataVariance` = s^2. */
export function gaussianPosteriorVariance(alphaBar: number, dataVariance: number): number {
  return (dataVariance * (1 - alphaBar)) / (alphaBar * dataVariance + 1 - alphaBar);
}

/** The variance of the true reverse step, Var[x_{t-1} | x_t], for data N(m, s^2); law of total variance over x_0. */
export function gaussianReverseVariance(chain: Chain, dataVariance: number): Float64Array {
  return Float64Array.from(chain.betas, (beta, i) => {
    const alphaBar = chain.alphasCumprod[i]!;
    const alphaBarPrev = i === 0 ? 1 : chain.alphasCumprod[i - 1]!;
    const posterior = (beta * (1 - alphaBarPrev)) / (1 - alphaBar); // Var[x_{t-1} | x_t, x_0] = betaTilde_t
    const slope = (Math.sqrt(alphaBarPrev) * beta) / (1 - alphaBar); // how the posterior's mean moves with x_0
    return posterior + slope ** 2 * gaussianPosteriorVariance(alphaBar, dataVariance);
  });
}

export interface BoundGap {
  /** KL( q(x_T) || N(0, 1) ). */
  prior: number;
  /** KL( q(x_{t-1} | x_t) || p(x_{t-1} | x_t) ) for t = 1 .. T. */
  perStep: Float64Array;
  /** Their sum: the expected bound minus the entropy of the data. */
  total: number;
}

/**
 * How far the bound lies above the entropy of one-dimensional data N(0, s^2), although the denoiser is exact: each
 * reverse step is then a Gaussian with the right mean and the chosen variance, so its KL is (r - 1 - log r) / 2.
 */
export function gaussianBoundGap(chain: Chain, dataVariance: number, choice: ReverseVariance): BoundGap {
  const exact = gaussianReverseVariance(chain, dataVariance);
  const perStep = reverseVariance(chain, choice).map((variance, i) => gaussianKl(exact[i]!, variance));
  const alphaBarT = chain.alphasCumprod[chain.alphasCumprod.length - 1]!;
  const prior = gaussianKl(alphaBarT * dataVariance + 1 - alphaBarT, 1);
  return { prior, perStep, total: perStep.reduce((sum, kl) => sum + kl, prior) };
}
