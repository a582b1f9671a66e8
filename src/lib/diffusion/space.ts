/**
 * What a sampler needs of the things it moves: sums, noise, and a choice by mask. Samplers are written once against this
 * interface. Checks run them in float64 with an exact denoiser; models run them on the device (`tensorSpace.ts`).
 */
import type { Rng } from '../random.ts';

export interface Space<X> {
  /** c_0 x_0 + c_1 x_1 + ... of equal shapes. The coefficients are computed on the host, in float64. */
  combine(...terms: readonly [coefficient: number, x: X][]): X;
  /** Fresh standard normal numbers in the shape of `like`. */
  normal(like: X): X;
  /** mask * a + (1 - mask) * b: a where the mask is 1, b where it is 0. */
  blend(mask: X, a: X, b: X): X;
  /** Ends a step: afterwards x has its value and is the consumer's. */
  settle(x: X): X;
}

/**
 * D(x, sigma) = E[x_0 | x_0 + sigma n = x], n standard normal: the one function that a sampler asks of a model. Here and in
 * all samplers with a sigma, x is the data plus noise of standard deviation sigma ("variance exploding").
 */
export type Denoiser<X> = (x: X, sigma: number) => X;

/** One frame of sampling. */
export interface Frame<X> {
  sigma: number;
  x: X;
}

/** Rows of numbers on the host, flat: [n, dim]. */
export function float64Space(rng: Rng): Space<Float64Array> {
  return {
    combine(...terms) {
      const out = new Float64Array(terms[0]![1].length);
      for (const [c, x] of terms) for (let i = 0; i < out.length; i++) out[i]! += c * x[i]!;
      return out;
    },
    normal: (like) => Float64Array.from(rng.normals(like.length)),
    blend: (mask, a, b) => a.map((value, i) => mask[i]! * value + (1 - mask[i]!) * b[i]!),
    settle: (x) => x,
  };
}
