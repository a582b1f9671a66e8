/**
 * The pull on samples whose density is known only through themselves. Both laws are blurred by N(0, bandwidth^2 I), which is
 * exact for the data and a kernel density estimate for the samples (see kernelDensity.ts), so that equal laws stay equal.
 */
import { optimalLogit } from './discriminator.ts';
import { logDensity, score, type GaussianMixture } from './mixture.ts';
import { pullWeights, scoreDifference, type GeneratorLoss } from './scoreDifference.ts';

/** A field of pulls: D*'s logit and the pull of a loss at x. */
export type Field = (x: ArrayLike<number>) => { logit: number; pull: Float64Array };

/** The field while D stays what it is now: the best one between two known laws. */
export function frozenField(loss: GeneratorLoss, p: GaussianMixture, q: GaussianMixture): Field {
  const logitOf = optimalLogit(p, q);
  return (x) => {
    const logit = logitOf(x);
    const w = pullWeights[loss](logit);
    return { logit, pull: scoreDifference(p, q, x).map((s) => w * s) };
  };
}

/**
 * The field of the D that is best against these very samples.
 * @param blurred the data's law after the same blur: `convolve(p, bandwidth)`
 * @param samples [n, dim] flat
 */
export function sampleField(
  loss: GeneratorLoss,
  blurred: GaussianMixture,
  samples: ArrayLike<number>,
  bandwidth: number,
): Field {
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
    const w = pullWeights[loss](logit);
    const pull = score(blurred, x).map((s, i) => w * (s - toward[i]! / (total * bandwidth ** 2)));
    return { logit, pull };
  };
}

/** One explicit Euler step of dx/dt = pull(x) for every sample. [n, dim] flat in and out */
export function flowStep(field: Field, x: Float64Array, dim: number, h: number): Float64Array {
  const out = Float64Array.from(x);
  for (let from = 0; from < x.length; from += dim) {
    const { pull } = field(x.subarray(from, from + dim));
    for (let i = 0; i < dim; i++) out[from + i]! += h * pull[i]!;
  }
  return out;
}
