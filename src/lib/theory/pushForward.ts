/**
 * What a continuous map of Gaussian noise must leave between separate sets. If G is L-Lipschitz and sends the mass a_k into A_k, and the
 * A_k lie at least d from each other, then the preimages lie at least r = d / L apart, so that their neighbourhoods of r / 2 are disjoint.
 * By the Gaussian isoperimetric inequality (Borell 1975) each has at least the mass of a half-space moved so far:
 *
 *   sum_k Phi(Phi^{-1}(a_k) + r / 2) <= 1.
 */
import type { Modes } from '../data/dataset.ts';
import { normalCdf, normalScore } from '../data/transforms.ts';
import { reach } from '../metrics/threeSigma.ts';

/** The left side of the inequality; a set of no mass takes no room. */
export function room(masses: readonly number[], r: number): number {
  return masses.reduce((sum, a) => {
    if (!(a >= 0 && a <= 1)) throw new RangeError(`A mass lies between 0 and 1; got ${a}.`);
    return sum + (a === 0 ? 0 : a === 1 ? 1 : cdf(normalScore(a) + r / 2));
  }, 0);
}
/** The series of normalCdf is good to 7. */
const cdf = (z: number) => (z > 7 ? 1 : z < -7 ? 0 : normalCdf(z));

/**
 * The least mass outside of all sets, where the rest is shared among them as told.
 * @param shares of the mass inside, sum 1; a dropped set has 0
 * @param r the distance of the sets over the Lipschitz constant
 */
export function leastBridge(shares: readonly number[], r: number): number {
  const total = shares.reduce((sum, s) => sum + s, 0);
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`Shares sum to 1; got ${total}.`);
  if (shares.filter((s) => s > 0).length < 2) return 0;
  // In exact numbers room <= 1 holds up to the mass that is asked for, and no further.
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const inside = (low + high) / 2;
    const fits = room(shares.map((s) => s * inside), r) <= 1; // prettier-ignore
    if (fits) low = inside;
    else high = inside;
  }
  return 1 - low;
}

/** The least Lipschitz constant of a map that puts these masses into sets at least `distance` apart. */
export function leastLipschitz(masses: readonly number[], distance: number): number {
  if (masses.filter((a) => a > 0).length < 2) return 0;
  if (!(room(masses, 0) <= 1 + 1e-12)) throw new RangeError('The masses of disjoint sets sum to 1 at most.');
  let [low, high] = [0, 20];
  for (let i = 0; i < 60; i++) {
    const r = (low + high) / 2;
    if (room(masses, r) <= 1) low = r;
    else high = r;
  }
  return distance / low;
}

/** The least distance of two modes' discs of three deviations, as the metrics draw them. */
export function gapOf({ centres, std }: Modes): number {
  let least = Infinity;
  centres.forEach((a, i) => {
    for (const b of centres.slice(i + 1)) least = Math.min(least, Math.hypot(...a.map((v, k) => v - b[k]!)));
  });
  return least - 2 * reach * std;
}
