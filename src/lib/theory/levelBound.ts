/**
 * The steps of the variational bound between noise levels, for the exact denoiser (Kingma et al. 2021): the step between two
 * signal-to-noise ratios costs half their difference times the squared error at the noisier one. In nats, per dimension.
 *
 *     sum_i (snr_{i-1} - snr_i) mmse(snr_i) / 2,   which tends to   1/2 integral of mmse d snr,   whatever the grid between its ends.
 *
 * @param snrs signal-to-noise ratios, falling
 * @param mmse E |x_0 - E[x_0 | x_t]|^2 / d at a ratio
 */
export function levelBound(snrs: readonly number[], mmse: (snr: number) => number): number {
  let sum = 0;
  for (let i = 1; i < snrs.length; i++) sum += 0.5 * (snrs[i - 1]! - snrs[i]!) * mmse(snrs[i]!);
  return sum;
}

/** Its limit for data N(m, s^2): half the logarithm of (1 + s^2 snr_high) / (1 + s^2 snr_low). */
export const gaussianLevelBound = (variance: number, high: number, low: number): number =>
  0.5 * Math.log((1 + variance * high) / (1 + variance * low));
