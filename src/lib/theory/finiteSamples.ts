/** What a finite number of samples can and cannot show about the law they came from. */

/** The probability that `draws` uniform draws from `support` values contain a repetition: 1 - prod_i (1 - i / support). */
export function duplicateProbability(support: number, draws: number): number {
  let logNone = 0;
  for (let i = 1; i < draws; i++) logNone += i < support ? Math.log1p(-i / support) : -Infinity;
  return 0 - Math.expm1(logNone);
}

/**
 * The support at which `draws` draws contain a repetition with the given probability, from the estimate
 * P(none) = exp(-draws (draws - 1) / (2 support)).
 */
export function supportForDuplicates(draws: number, probability: number): number {
  return (draws * (draws - 1)) / (-2 * Math.log1p(-probability));
}

/**
 * How many memorised points are enough to pass every discriminator of a network with `weights` weights of `bits` bits
 * and beliefs in [floor, 1 - floor], up to `epsilon` in V, except with probability `failure`: Hoeffding's inequality and
 * a union bound over all 2^(bits * weights) networks.
 */
export function undetectableSupport(
  weights: number,
  floor: number,
  epsilon: number,
  failure: number,
  bits = 32,
): number {
  const width = Math.log((1 - floor) / floor);
  return (width ** 2 * (bits * weights * Math.LN2 + Math.log(2 / failure))) / (2 * epsilon ** 2);
}
