/**
 * How EDM wraps its net (Karras et al. 2022, equation 7 and table 1). With x = x_0 + sigma n,
 *
 *     D(x, sigma) = cSkip x + cOut F(cIn x, cNoise),
 *
 * where the net's input and the target of its output have variance 1 at every sigma, and cOut, the factor on the net's errors, is as
 * small as that allows. Float64 numbers: no tensors.
 */
export interface Preconditioning {
  cSkip: number;
  cOut: number;
  cIn: number;
  /** What the net is told of sigma. */
  cNoise: number;
  /** lambda(sigma) = 1 / cOut^2: the weight of |D - x_0|^2, so that every sigma has the same loss at the start. */
  weight: number;
}

/** @param sigmaData standard deviation of the data; ours is standardised */
export function precondition(sigma: number, sigmaData = 1): Preconditioning {
  const total = sigma ** 2 + sigmaData ** 2; // the variance of x
  const cOut = (sigma * sigmaData) / Math.sqrt(total);
  return {
    cSkip: sigmaData ** 2 / total,
    cOut,
    cIn: 1 / Math.sqrt(total),
    cNoise: Math.log(sigma) / 4,
    weight: 1 / cOut ** 2,
  };
}
