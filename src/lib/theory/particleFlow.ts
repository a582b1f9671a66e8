/**
 * The field at samples whose density is known only through themselves. Both laws are blurred by N(0, bandwidth^2 I), which is
 * exact for the data and a kernel density estimate for the samples (see kernelDensity.ts), so that equal laws stay equal.
 */
import { optimalLogit } from './discriminator.ts';
import { logDensity, score, type GaussianMixture } from './mixture.ts';
import { scoreDifference } from './scoreDifference.ts';

/** The logit of D* at x, and its slope: the score difference, which each loss then weighs by `pullWeights`. */
export type Field = (x: ArrayLike<number>) => { logit: number; difference: Float64Array };

/** The field between two known laws. */
export function exactField(p: GaussianMixture, q: GaussianMixture): Field {
  const logit = optimalLogit(p, q);
  return (x) => ({ logit: logit(x), difference: scoreDifference(p, q, x) });
}

/**
 * The field of the D that is best against these very samples.
 * @param blurred the data's law after the same blur: `convolve(p, bandwidth)`
 * @param samples [n, dim] flat
 */
export function sampleField(blurred: GaussianMixture, samples: ArrayLike<number>, bandwidth: number): Field {
  const { dim } = blurred;
  const n = samples.length / dim;
  const exponents = new Float64Array(n);
  const constant = Math.log(n) + (dim / 2) * Math.log(2 * Math.PI * bandwidth ** 2);
  return (x) => {
    let most = -Infinity;
    for (let row = 0; row < n; row++) {
      let squared = 0;
      for (let i = 0; i < dim; i++) squared += (x[i]! - samples[row * dim + i]!) ** 2;
      exponents[row] = -squared / (2 * bandwidth ** 2);
      if (exponents[row]! > most) most = exponents[row]!;
    }
    // grad log q = sum_j k_j (y_j - x) / (bandwidth^2 sum_j k_j), every k divided by the largest
    const toward = new Float64Array(dim);
    let total = 0;
    for (let row = 0; row < n; row++) {
      const k = Math.exp(exponents[row]! - most);
      total += k;
      for (let i = 0; i < dim; i++) toward[i]! += k * (samples[row * dim + i]! - x[i]!);
    }
    const logit = logDensity(blurred, x) - (most + Math.log(total) - constant);
    const difference = score(blurred, x).map((s, i) => s - toward[i]! / (total * bandwidth ** 2));
    return { logit, difference };
  };
}
