/** Low-discrepancy points: they fill the unit cube more evenly than random ones, so averages converge faster. */
import type { Rng } from '../random.ts';

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as const;
export const maxHaltonDim = primes.length;

/** The digits of i in this base, mirrored at the radix point (van der Corput). In [0, 1) */
export function radicalInverse(i: number, base: number): number {
  let value = 0;
  for (let digit = 1 / base, rest = i; rest > 0; rest = Math.floor(rest / base), digit /= base)
    value += digit * (rest % base);
  return value;
}

/**
 * The first n points of Halton's sequence (Halton 1960), shifted by one random vector modulo 1 (Cranley and Patterson
 * 1976): each point is then uniform, and several shifts give an honest standard error. [n, dim] flat, in [0, 1)
 */
export function shiftedHalton(n: number, dim: number, rng: Rng): Float64Array {
  if (dim > maxHaltonDim)
    throw new RangeError(`Halton points have at most ${maxHaltonDim} dimensions here; got ${dim}.`);
  const shift = Float64Array.from({ length: dim }, () => rng.uniform());
  return Float64Array.from({ length: n * dim }, (_, index) => {
    const axis = index % dim;
    return (radicalInverse(1 + Math.floor(index / dim), primes[axis]!) + shift[axis]!) % 1;
  });
}
