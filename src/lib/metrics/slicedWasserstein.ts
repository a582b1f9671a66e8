import type { Rng } from '../random.ts';
import { allFinite, rowCount } from './points.ts';
import { squaredWasserstein } from './wasserstein.ts';

/**
 * Sliced 2-Wasserstein distance (Rabin et al. 2011; Bonneel et al. 2015): the root of the mean, over directions, of W_2^2
 * between the projections; each is exact, from sorted values. In the units of the data; a shift by delta scores
 * |delta| / sqrt(dim). Biased upwards for finite samples, hence the perfect-sampler band.
 *
 * @param x [n, dim] flat, @param y [m, dim] flat; n and m may differ.
 * @returns NaN where either is empty or holds a value that is not finite.
 */
export function slicedWasserstein(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  dim: number,
  rng: Rng,
  directionCount = 32,
): number {
  if (rowCount(x, dim) === 0 || rowCount(y, dim) === 0 || !allFinite(x) || !allFinite(y)) return NaN;
  let sum = 0;
  const directions = drawDirections(dim, directionCount, rng);
  for (const direction of directions) {
    sum += squaredWasserstein(project(x, direction).sort(), project(y, direction).sort());
  }
  return Math.sqrt(sum / directions.length);
}

function project(points: ArrayLike<number>, direction: Float64Array): Float64Array {
  const dim = direction.length;
  const out = new Float64Array(points.length / dim);
  for (let row = 0; row < out.length; row++) {
    let dot = 0;
    for (let k = 0; k < dim; k++) dot += points[row * dim + k]! * direction[k]!;
    out[row] = dot;
  }
  return out;
}

/**
 * Unit vectors that spread better than independent ones: on a line there is one; in the plane they fan out evenly from a
 * random angle; beyond, they come in random orthonormal frames.
 */
export function drawDirections(dim: number, count: number, rng: Rng): Float64Array[] {
  if (dim === 1) return [Float64Array.of(1)];
  if (dim === 2) {
    const offset = rng.uniform();
    return Array.from({ length: count }, (_, k) => {
      const angle = (Math.PI * (k + offset)) / count;
      return Float64Array.of(Math.cos(angle), Math.sin(angle));
    });
  }
  const directions: Float64Array[] = [];
  while (directions.length < count) {
    const frame: Float64Array[] = [];
    while (frame.length < dim && directions.length < count) {
      const direction = orthonormalise(Float64Array.from(rng.normals(dim)), frame);
      frame.push(direction);
      directions.push(direction);
    }
  }
  return directions;
}

/** Gram and Schmidt, twice for accuracy. */
function orthonormalise(vector: Float64Array, frame: Float64Array[]): Float64Array {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of frame) {
      const dot = vector.reduce((sum, value, k) => sum + value * other[k]!, 0);
      vector.forEach((_, k) => (vector[k]! -= dot * other[k]!));
    }
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
