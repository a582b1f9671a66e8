/** Numeric columns to numbers that a network likes, and back. Each is fitted to training rows only. */

export const transformNames = ['none', 'log', 'quantile', 'cyclic'] as const;
/**
 * none: standardised. log: the logarithm, standardised. quantile: each value's rank as a normal score, for any odd shape.
 * cyclic: cosine and sine of the hour of a day, standardised.
 */
export type TransformName = (typeof transformNames)[number];

export interface Transform {
  /** How many numbers a value becomes. */
  width: 1 | 2;
  encode(value: number): number[];
  /** Takes any finite numbers, also those that no value becomes. */
  decode(code: ArrayLike<number>): number;
}

/** @throws RangeError where a logarithm meets a value that is not positive, or there is nothing to fit. */
export function fitTransform(name: TransformName, values: Float64Array): Transform {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError('A transform is fitted to at least one value, and all are finite.');
  }
  if (name === 'none') return standardised(values);
  if (name === 'log') {
    const wrong = values.find((value) => value <= 0);
    if (wrong !== undefined) {
      throw new RangeError(`A logarithm needs positive values; found ${wrong}. Use the quantile transform.`);
    }
    const inner = standardised(values.map(Math.log));
    return {
      width: 1,
      encode: (value) => inner.encode(Math.log(value)),
      decode: (code) => Math.exp(Math.min(700, Math.max(-700, inner.decode(code)))),
    };
  }
  return name === 'quantile' ? quantile(values) : cyclic(values);
}

function standardised(values: Float64Array): Transform {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  const scale = deviation > 0 ? deviation : 1; // a constant column stays a column of zeros
  return {
    width: 1,
    encode: (value) => [(value - mean) / scale],
    decode: (code) => code[0]! * scale + mean,
  };
}

const hours = 24;

function cyclic(values: Float64Array): Transform {
  const angle = (value: number) => (2 * Math.PI * value) / hours;
  const x = standardised(values.map((value) => Math.cos(angle(value))));
  const y = standardised(values.map((value) => Math.sin(angle(value))));
  return {
    width: 2,
    encode: (value) => [...x.encode(Math.cos(angle(value))), ...y.encode(Math.sin(angle(value)))],
    decode(code) {
      const turn = Math.atan2(y.decode([code[1]!]), x.decode([code[0]!])) / (2 * Math.PI);
      return (hours * (turn < 0 ? turn + 1 : turn)) % hours;
    },
  };
}

const mostKnots = 1000;

/** Straight lines between the sorted values and the normal scores of their ranks; beyond the ends, the ends. */
function quantile(values: Float64Array): Transform {
  const sorted = values.toSorted();
  const count = Math.min(mostKnots, sorted.length);
  const scores = Float64Array.from({ length: count }, (_, k) => normalScore((k + 0.5) / count));
  const knots = scores.map((_, k) => {
    const rank = ((k + 0.5) / count) * sorted.length - 0.5; // between two ranks where there are more values than knots
    const low = Math.floor(rank);
    const high = Math.min(sorted.length - 1, low + 1);
    return sorted[low]! + (rank - low) * (sorted[high]! - sorted[low]!);
  });
  return {
    width: 1,
    encode: (value) => [(interpolate(knots, scores, value, 'first') + interpolate(knots, scores, value, 'last')) / 2],
    decode: (code) => interpolate(scores, knots, code[0]!, 'first'),
  };
}

/** y at `at` on the line through the points (xs, ys), xs sorted; among equal xs the first or the last of them. */
function interpolate(xs: Float64Array, ys: Float64Array, at: number, among: 'first' | 'last'): number {
  let [low, high] = [0, xs.length]; // how many xs lie below `at`, or not above it
  while (low < high) {
    const middle = (low + high) >> 1;
    if (among === 'first' ? xs[middle]! < at : xs[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  const right = among === 'first' ? low : low - 1; // the knot that equals `at`, if one does
  if (xs[right] === at) return ys[right]!;
  if (low === 0) return ys[0]!;
  if (low === xs.length) return ys[xs.length - 1]!;
  const share = (at - xs[low - 1]!) / (xs[low]! - xs[low - 1]!);
  return ys[low - 1]! + share * (ys[low]! - ys[low - 1]!);
}

/** The standard normal quantile. Newton's method from 0 on a concave function comes from below and cannot overshoot. */
export function normalScore(u: number): number {
  if (u < 0.5) return -normalScore(1 - u);
  let z = 0;
  for (let i = 0; i < 60; i++) {
    const step = (u - normalCdf(z)) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
    z += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return z;
}

/** The series of Marsaglia (2004) about 0: absolute error near rounding for |z| below 7. */
export function normalCdf(z: number): number {
  let [sum, term] = [z, z];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) sum += term *= (z * z) / k;
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
