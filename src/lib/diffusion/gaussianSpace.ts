/**
 * Gaussian laws as a space for samplers: with an affine denoiser the output of any walk is Gaussian, and its mean and covariance
 * come out exactly, without one random number. It shows what a sampler does as a formula would.
 */
import type { Denoiser, Space } from './space.ts';

/** constant + sum over independent standard normals of coefficient * normal. */
export interface GaussianVector {
  constant: Float64Array;
  /** By the number of the normal. Each [dim] */
  noises: ReadonlyMap<number, Float64Array>;
}

/** A vector without noise. */
export const known = (values: ArrayLike<number>): GaussianVector => ({
  constant: Float64Array.from(values),
  noises: new Map(),
});

/** E[(x - mean) (x - mean)^T]. [dim, dim], row by row */
export function covariance({ constant, noises }: GaussianVector): Float64Array {
  const dim = constant.length;
  const out = new Float64Array(dim * dim);
  for (const c of noises.values())
    for (let i = 0; i < dim; i++) for (let j = 0; j < dim; j++) out[i * dim + j]! += c[i]! * c[j]!;
  return out;
}

/** Cholesky's factor, column by column; a direction without variance gives a column of zeros. */
function columns(matrix: Float64Array, dim: number): Float64Array[] {
  const rest = Float64Array.from(matrix);
  return Array.from({ length: dim }, (_, k) => {
    const pivot = rest[k * dim + k]!;
    const column = new Float64Array(dim);
    if (!(pivot > 0)) return column;
    for (let i = k; i < dim; i++) column[i] = rest[i * dim + k]! / Math.sqrt(pivot);
    for (let i = k; i < dim; i++) for (let j = k; j < dim; j++) rest[i * dim + j]! -= column[i]! * column[j]!;
    return column;
  });
}

/** Settling keeps the law of x but forgets which normals made it: only the walk's own x may live on past a step. */
export function gaussianSpace(): Space<GaussianVector> {
  let drawn = 0;
  const unit = (dim: number, i: number) => Float64Array.from({ length: dim }, (_, j) => (i === j ? 1 : 0));
  const fresh = (list: Float64Array[]) => new Map(list.map((column) => [drawn++, column]));
  const combine: Space<GaussianVector>['combine'] = (...terms) => {
    const constant = new Float64Array(terms[0]![1].constant.length);
    const noises = new Map<number, Float64Array>();
    const add = (out: Float64Array, c: number, x: Float64Array) => x.forEach((value, i) => (out[i]! += c * value));
    for (const [c, x] of terms) {
      add(constant, c, x.constant);
      for (const [id, column] of x.noises) {
        if (!noises.has(id)) noises.set(id, new Float64Array(constant.length));
        add(noises.get(id)!, c, column);
      }
    }
    return { constant, noises };
  };
  const masked = (mask: Float64Array, x: GaussianVector): GaussianVector => {
    const times = (values: Float64Array) => values.map((value, i) => mask[i]! * value);
    return { constant: times(x.constant), noises: new Map([...x.noises].map(([id, column]) => [id, times(column)])) };
  };
  return {
    combine,
    normal: ({ constant: { length } }) => ({
      constant: new Float64Array(length),
      noises: fresh(Array.from({ length }, (_, i) => unit(length, i))),
    }),
    blend: ({ constant: mask }, a, b) =>
      combine(
        [1, masked(mask, a)],
        [
          1,
          masked(
            mask.map((m) => 1 - m),
            b,
          ),
        ],
      ),
    settle: (x) => ({ constant: x.constant, noises: fresh(columns(covariance(x), x.constant.length)) }),
  };
}

/** An affine denoiser of points as one of laws. */
export const affineDenoiser =
  (denoise: Denoiser<Float64Array>): Denoiser<GaussianVector> =>
  (x, sigma) => {
    const atZero = denoise(new Float64Array(x.constant.length), sigma);
    const linear = (column: Float64Array) => denoise(column, sigma).map((value, i) => value - atZero[i]!);
    return {
      constant: denoise(x.constant, sigma),
      noises: new Map([...x.noises].map(([id, column]) => [id, linear(column)])),
    };
  };
