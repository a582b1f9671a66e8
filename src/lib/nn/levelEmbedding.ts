/** Sines and cosines of each kind. */
const half = 16;

/** Numbers per level. */
export const levelFeatures = 2 * half;

/**
 * Sinusoidal features of a continuous noise level c, cosines first: angles 2 pi f c with sixteen f from 1/8 to 4, spaced
 * geometrically. For EDM's c = log(sigma) / 4, from -1.6 to 1.1, the slowest tells the levels apart and the fastest resolves
 * a factor of two in sigma. Computed here in float64, as GPUs give poor sines of large arguments.
 * @returns [n, levelFeatures] flat
 */
export function levelEmbedding(levels: ArrayLike<number>): Float32Array {
  const out = new Float32Array(levels.length * levelFeatures);
  for (let row = 0; row < levels.length; row++) {
    for (let k = 0; k < half; k++) {
      const angle = 2 * Math.PI * 2 ** (-3 + (5 * k) / (half - 1)) * levels[row]!;
      out[row * levelFeatures + k] = Math.cos(angle);
      out[row * levelFeatures + half + k] = Math.sin(angle);
    }
  }
  return out;
}
