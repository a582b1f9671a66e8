/**
 * Sinusoidal features of the noise level (Vaswani et al. 2017, section 3.5, as DDPM uses them), as a table over t = 1..T.
 *
 * Computed here in float64 because GPUs give poor sines of large arguments. Times are scaled to 0..1000 whatever T is, so
 * that a net meets the same features for the same fraction of the way.
 *
 * @returns [T, dim] flat; row t - 1 is the embedding of t: cosines first, then sines, from fast to slow.
 */
export function timeEmbeddingTable(T: number, dim: number): Float32Array {
  const half = dim / 2;
  const table = new Float32Array(T * dim);
  for (let t = 1; t <= T; t++) {
    for (let k = 0; k < half; k++) {
      const angle = ((1000 * t) / T) * Math.exp((-Math.log(10_000) * k) / half);
      table[(t - 1) * dim + k] = Math.cos(angle);
      table[(t - 1) * dim + half + k] = Math.sin(angle);
    }
  }
  return table;
}
