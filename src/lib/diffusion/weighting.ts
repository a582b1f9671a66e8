/** How much each noise level counts. Float64 numbers: no tensors. */
import type { WeightingName } from '../experiments/config.ts';
import type { NoiseSchedule } from './schedule.ts';

/** Signal-to-noise ratio alphaBar / (1 - alphaBar). */
export const snr = (alphaBar: number): number => alphaBar / (1 - alphaBar);

/** gamma of Min-SNR: the value that its authors recommend. */
const snrCeiling = 5;

/**
 * Weights of the noise loss |eps - epsTheta|^2 at t = 1..T. As weights of |x_0 - x0Theta|^2 they are `snr` times as large.
 *
 * - simple: 1 (Ho et al. 2020, equation 14).
 * - vlb: beta_t^2 / (2 sigma_t^2 alpha_t (1 - alphaBar_t)), sigma_t^2 = beta_t (equation 12), the bound on the likelihood; here
 *   divided by its mean, so that a learning rate keeps its meaning.
 * - minSnr: min(SNR, 5) / SNR (Hang et al. 2023): the nearly clean levels no longer outvote the others.
 * - velocity: 1 / alphaBar = (SNR + 1) / SNR: the squared error of v. The only one that trains a net at a terminal SNR of 0.
 */
export const noiseLossWeights: Record<WeightingName, (schedule: NoiseSchedule) => Float64Array> = {
  simple: ({ T }) => new Float64Array(T).fill(1),
  vlb({ betas, alphas, alphasCumprod }) {
    const weights = betas.map((beta, i) => beta / (2 * alphas[i]! * (1 - alphasCumprod[i]!)));
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
    return weights.map((w) => w / mean);
  },
  minSnr: ({ alphasCumprod }) => alphasCumprod.map((ab) => Math.min(snr(ab), snrCeiling) / snr(ab)),
  velocity: ({ alphasCumprod }) => alphasCumprod.map((ab) => 1 / ab),
};
