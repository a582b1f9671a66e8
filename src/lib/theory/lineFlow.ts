/**
 * Flow matching on a line without a network: the marginal field of independent pairs of noise and data, its flow, and the flow of
 * pairs that were reflowed. x_t = (1 - t) x_0 + t x_1, noise at t = 0, data at t = 1 (Lipman et al. 2023; Liu et al. 2023). Float64.
 */
import { distributionFunction, quantileOnLine } from './lineLaw.ts';
import { responsibilities, type GaussianMixture } from './mixture.ts';

/** One Euler step takes all points to the mean, up to this. */
const rounding = 1e-9;
/** A velocity at one point of the line. */
export type LineField = (x: number, t: number) => number;

/** The law of x_t where x_0 is N(0, 1) and x_1, independent of it, follows the mixture. */
export const lawOnPath = (data: GaussianMixture, t: number): GaussianMixture => ({
  ...data,
  means: data.means.map((mean) => mean.map((m) => t * m)),
  stds: data.stds.map((std) => Math.hypot(t * std, 1 - t)),
});

/** u_t(x) = E[x_1 - x_0 | x_t = x] of independent pairs, as a posterior mean: right at t = 0 and t = 1 too. */
export function independentField(data: GaussianMixture): LineField {
  if (data.dim !== 1) throw new RangeError(`This field is for mixtures on the line; got dimension ${data.dim}.`);
  let law = data;
  let at = NaN; // whole batches are moved at one time
  return (x, t) => {
    if (t !== at) law = lawOnPath(data, (at = t));
    const r = responsibilities(law, [x]);
    let u = 0;
    for (let k = 0; k < r.length; k++) {
      const m = data.means[k]![0]!;
      const s2 = data.stds[k]! ** 2;
      u += r[k]! * (m + ((t * s2 - (1 - t)) / (t ** 2 * s2 + (1 - t) ** 2)) * (x - t * m));
    }
    return u;
  };
}

/** x after each of n equal Euler steps from t = 0 to 1. n + 1 frames of the length of `starts` */
export function eulerFrames(field: LineField, starts: ArrayLike<number>, n: number): Float64Array[] {
  const frames = [Float64Array.from(starts)];
  for (let i = 0; i < n; i++) frames.push(frames[i]!.map((x) => x + field(x, i / n) / n));
  return frames;
}

/**
 * The consistency function of the flow, exact: where the curve through (x, t) arrives at t = 1. On a line a curve keeps the part of the
 * mass on its left, so it is a quantile of the data. For x within some 7 deviations of the law of x_t.
 */
export function lineConsistency(data: GaussianMixture, x: number, t: number): number {
  const below = distributionFunction(lawOnPath(data, t), x);
  return quantileOnLine(data, Math.min(1 - 1e-14, Math.max(1e-14, below)));
}

/**
 * The marginal field of pairs that were reflowed. Start i goes to end i, both ascending, so the lines of the pairs never meet and the
 * field is the velocity of the only line through (x, t); between two pairs it is interpolated, beyond the last it stays.
 * @throws RangeError where the starts do not rise or the ends fall
 */
export function reflowedField(starts: ArrayLike<number>, ends: ArrayLike<number>): LineField {
  const n = starts.length;
  if (n < 2 || ends.length !== n) throw new RangeError(`Pairs need two ends each, two at least; got ${n} and ${ends.length}.`); // prettier-ignore
  for (let i = 1; i < n; i++) {
    if (!(starts[i]! > starts[i - 1]! && ends[i]! >= ends[i - 1]! - rounding))
      throw new RangeError(`Starts must rise and ends must not fall; pair ${i} does not. Sort the pairs by their starts.`); // prettier-ignore
  }
  const place = (i: number, t: number) => (1 - t) * starts[i]! + t * ends[i]!;
  const speed = (i: number) => ends[i]! - starts[i]!;
  return (x, t) => {
    if (x <= place(0, t)) return speed(0);
    if (x >= place(n - 1, t)) return speed(n - 1);
    let low = 0;
    let high = n - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (place(middle, t) <= x) low = middle;
      else high = middle;
    }
    const [a, b] = [place(low, t), place(high, t)];
    const w = b > a ? (x - a) / (b - a) : 0;
    return (1 - w) * speed(low) + w * speed(high);
  };
}

/** The mean square of end minus start: what it costs to carry every start to its end. */
export function transportCost(starts: ArrayLike<number>, ends: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < starts.length; i++) sum += (ends[i]! - starts[i]!) ** 2;
  return sum / starts.length;
}
