/**
 * The best discriminator against a generator of which only samples are known. Samples have no density, so both sides
 * are blurred with the same Gaussian kernel: p * kernel is exact for a mixture, q * kernel is a kernel density estimate.
 * D* of the blurred pair is what a discriminator of that resolution could reach; it is exactly 1/2 where q = p, up to
 * the sampling error of the estimate.
 */
import { logSumExp, sigmoid } from './logSumExp.ts';
import { convolve, logDensity, type GaussianMixture } from './mixture.ts';

/** About the width of the narrow features that a thousand samples in standardised coordinates can show. */
export const defaultBandwidth = 0.1;

/**
 * log of the kernel density estimate (1 / n) sum_i N(x; y_i, bandwidth^2 I) (Rosenblatt 1956; Parzen 1962).
 * @param samples [n, dim] flat; rows with values that are not finite are left out of the sum but count in n.
 * @returns a function of x [dim]; -Infinity everywhere where there are no samples.
 */
export function logKernelDensity(
  samples: ArrayLike<number>,
  dim: number,
  bandwidth = defaultBandwidth,
): (x: ArrayLike<number>) => number {
  if (!(bandwidth > 0)) throw new RangeError(`A kernel's bandwidth is positive; got ${bandwidth}.`);
  if (samples.length % dim !== 0) throw new RangeError(`Expected a multiple of ${dim} numbers; got ${samples.length}.`);
  const n = samples.length / dim;
  const scale = -1 / (2 * bandwidth ** 2);
  const constant = -Math.log(n) - (dim / 2) * Math.log(2 * Math.PI * bandwidth ** 2);
  const terms = new Float64Array(n);
  return (x) => {
    for (let row = 0; row < n; row++) {
      let squared = 0;
      for (let i = 0; i < dim; i++) squared += (x[i]! - samples[row * dim + i]!) ** 2;
      terms[row] = Number.isFinite(squared) ? scale * squared : -Infinity;
    }
    return n === 0 ? -Infinity : logSumExp(terms) + constant;
  };
}

/**
 * D* = p / (p + q) of the blurred pair at many points.
 * @param real the exact law of the data, or real samples [m, dim] flat where none is known
 * @param fake samples of the generator, [n, dim] flat
 * @param points where to evaluate, [k, dim] flat
 * @returns [k]
 */
export function blurredDiscriminator(
  real: GaussianMixture | ArrayLike<number>,
  fake: ArrayLike<number>,
  points: Float32Array,
  dim: number,
  bandwidth = defaultBandwidth,
): Float32Array {
  const logP = 'means' in real ? blurredLogDensity(real, bandwidth) : logKernelDensity(real, dim, bandwidth);
  const logQ = logKernelDensity(fake, dim, bandwidth);
  return Float32Array.from({ length: points.length / dim }, (_, row) => {
    const x = points.subarray(row * dim, (row + 1) * dim);
    const a = logP(x);
    const b = logQ(x);
    return a === b ? 0.5 : sigmoid(a - b); // also where both vanish
  });
}

function blurredLogDensity(mixture: GaussianMixture, bandwidth: number): (x: ArrayLike<number>) => number {
  const blurred = convolve(mixture, bandwidth);
  return (x) => logDensity(blurred, x);
}
