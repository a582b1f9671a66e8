/**
 * Sinusoidal features of times (Vaswani et al. 2017, section 3.5, as DDPM uses them).
 *
 * Computed here in float64 because GPUs give poor sines of large arguments.
 *
 * @param times between 0 and 1 [n]: a net meets the same features for the same fraction of the way
 * @returns [n, dim] flat: cosines first, then sines, from fast to slow.
 */
export function timeEmbedding(times: ArrayLike<number>, dim: number): Float32Array {
  const half = dim / 2;
  const out = new Float32Array(times.length * dim);
  for (let i = 0; i < times.length; i++) {
    for (let k = 0; k < half; k++) {
      const angle = 1000 * times[i]! * Math.exp((-Math.log(10_000) * k) / half);
      out[i * dim + k] = Math.cos(angle);
      out[i * dim + half + k] = Math.sin(angle);
    }
  }
  return out;
}

/** The features of t = 1..T as a table: row t - 1 is the embedding of t / T. [T, dim] flat */
export const timeEmbeddingTable = (T: number, dim: number): Float32Array =>
  timeEmbedding(
    Float64Array.from({ length: T }, (_, i) => (i + 1) / T),
    dim,
  );
