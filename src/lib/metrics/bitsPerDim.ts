/** Likelihoods of continuous models of discrete data, in the unit of the literature. */

/**
 * Mean of -log p(x) over rows, nats: the cross-entropy, whose least value over all models is the data's entropy.
 * @param x [n, dim] flat
 */
export function meanNll(logDensity: (x: Float64Array) => number, x: ArrayLike<number>, dim: number): number {
  const n = x.length / dim;
  let sum = 0;
  for (let row = 0; row < n; row++) sum -= logDensity(Float64Array.from({ length: dim }, (_, k) => x[row * dim + k]!));
  return sum / n;
}

/**
 * Bits per dimension of a density's negative log-likelihood: the cost of a value that was rounded to bins and spread
 * evenly within them, (nll / dim - log binWidth) / log 2 (Theis, van den Oord, Bethge 2016).
 *
 * The width of a bin in the coordinates of the density matters: pixels 0..255 scaled to [-1, 1] with x / 127.5 - 1 have
 * bins of 2/255, and with (x + u) / 128 - 1 bins of 2/256; the uniform law then costs log2 255 = 7.994 or 8 bits.
 *
 * @param nll nats, of one whole point of `dim` numbers
 * @throws RangeError unless binWidth is positive
 */
export function bitsPerDim(nll: number, dim: number, binWidth: number): number {
  if (!(binWidth > 0)) throw new RangeError(`The width of a bin is positive; got ${binWidth}.`);
  return (nll / dim - Math.log(binWidth)) / Math.LN2;
}

/** And back: nats of one point of `dim` numbers. */
export const nllFromBits = (bits: number, dim: number, binWidth: number): number =>
  dim * (bits * Math.LN2 + Math.log(binWidth));
