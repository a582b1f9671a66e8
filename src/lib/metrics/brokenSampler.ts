/** A perfect sampler of a mixture with equal modes in the plane, broken on purpose: each fault by itself, or several at once. */
import type { Dataset } from '../data/dataset.ts';
import type { Rng } from '../random.ts';

export interface Faults {
  /** Modes that are never drawn, the last ones; their mass goes to the others. */
  dropped: number;
  /** 0: equal shares. s: every other mode has 1 + s times, the others 1 - s times as much; in [0, 1]. */
  skew: number;
  /** Width of the modes over the true one. */
  width: number;
  /** Everything is moved along the first axis, in standardised units. */
  shift: number;
  /** Everything is multiplied. */
  stretch: number;
  /** Fraction of samples that are spread evenly over the square of the picture. */
  strays: number;
  /** Fraction of samples that are points of the training set, each at most once. */
  copies: number;
}

export const noFaults: Faults = { dropped: 0, skew: 0, width: 1, shift: 0, stretch: 1, strays: 0, copies: 0 };

/** How often each mode is drawn. [K] */
export function shares(modes: number, { dropped, skew }: Pick<Faults, 'dropped' | 'skew'>): Float64Array {
  const raw = Float64Array.from({ length: modes }, (_, k) =>
    k < modes - dropped ? 1 + (k % 2 === 0 ? skew : -skew) : 0,
  );
  const total = raw.reduce((sum, value) => sum + value, 0);
  if (!(total > 0))
    throw new RangeError(`Some mode must be left; ${dropped} of ${modes} are dropped with skew ${skew}.`);
  return raw.map((value) => value / total);
}

/**
 * n samples, [n, 2] flat. The same stream gives the same random numbers whatever the faults are: a slider moves points, it
 * does not draw new ones. Copies come last, so that they stay exact.
 *
 * @param train [m, 2] flat, m at least n; in random order
 * @throws TypeError for data without modes in the plane
 */
export function brokenSample(data: Dataset, faults: Faults, n: number, train: Float64Array, rng: Rng): Float64Array {
  const { modes } = data;
  if (!modes || data.dim !== 2)
    throw new TypeError(`A sampler is broken mode by mode, in the plane; ${data.name} has none.`);
  if (train.length < 2 * n)
    throw new RangeError(`${n} copies without repetition need as many training points; got ${train.length / 2}.`);
  const share = shares(modes.centres.length, faults);
  const [which, noise, kind, place] = ['mode', 'noise', 'kind', 'place'].map((label) => rng.fork(label)) as [
    Rng,
    Rng,
    Rng,
    Rng,
  ];
  const x = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    let [u, k] = [which.uniform(), 0];
    while (k < share.length - 1 && (u -= share[k]!) >= 0) k++;
    while (share[k] === 0) k--; // rounding, at the end of the shares
    const stray = kind.uniform() < faults.strays;
    for (let axis = 0; axis < 2; axis++) {
      const [z, v] = [noise.normal(), place.uniform()];
      const own = modes.centres[k]![axis]! + faults.width * modes.std * z;
      const moved = faults.stretch * own + (axis === 0 ? faults.shift : 0);
      x[2 * i + axis] = stray ? (2 * v - 1) * data.extent : moved;
    }
  }
  const copied = Math.round(faults.copies * n);
  x.set(train.subarray(0, 2 * copied));
  return x;
}
