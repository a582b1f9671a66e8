/** The exact denoiser of a Gaussian mixture for whole batches: what a perfect network would answer a sampler. */
import type { GaussianMixture } from './mixture.ts';

/** Components whose weight is below exp(-40) of the largest are left out: they are below the last digit. */
const negligible = 40;

/**
 * E[x_0 | x_0 + sigma n = x] for rows of x, n standard normal: sum_k r_k (m_k + s_k^2 / (s_k^2 + sigma^2) (x - m_k)) with r_k
 * in proportion to w_k N(x; m_k, (s_k^2 + sigma^2) I). Components may be single points (std 0) where sigma > 0.
 * @returns (x [n, dim] flat, sigma) to [n, dim] flat
 */
export function exactDenoiser({
  dim,
  weights,
  means,
  stds,
}: GaussianMixture): (x: Float64Array, sigma: number) => Float64Array {
  const count = weights.length;
  const centres = Float64Array.from(means.flat());
  const terms = new Float64Array(count);
  return (x, sigma) => {
    const variances = Float64Array.from(stds, (std) => std ** 2 + sigma ** 2);
    const gains = Float64Array.from(stds, (std, k) => std ** 2 / variances[k]!);
    const offsets = Float64Array.from(weights, (w, k) => Math.log(w) - (dim / 2) * Math.log(variances[k]!));
    const out = new Float64Array(x.length);
    for (let row = 0; row < x.length; row += dim) {
      let max = -Infinity;
      for (let k = 0; k < count; k++) {
        let squared = 0;
        for (let i = 0; i < dim; i++) squared += (x[row + i]! - centres[k * dim + i]!) ** 2;
        terms[k] = offsets[k]! - squared / (2 * variances[k]!);
        if (terms[k]! > max) max = terms[k]!;
      }
      let total = 0;
      for (let k = 0; k < count; k++) {
        if (terms[k]! < max - negligible) continue;
        const r = Math.exp(terms[k]! - max);
        total += r;
        for (let i = 0; i < dim; i++) {
          const m = centres[k * dim + i]!;
          out[row + i]! += r * (m + gains[k]! * (x[row + i]! - m));
        }
      }
      for (let i = 0; i < dim; i++) out[row + i]! /= total;
    }
    return out;
  };
}
