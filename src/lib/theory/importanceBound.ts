/** The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016) by sampling, in float64. */
import type { Rng } from '../random.ts';
import { logSumExp } from './logSumExp.ts';

export interface BoundEstimate {
  K: number;
  /** Of E log (1/K) sum_k w_k, nats. */
  mean: number;
  /** Its standard error. */
  error: number;
}

/**
 * E log (1/K) sum_k w_k for each K, over `repeats` independent sets of weights; every K takes the first K of a set.
 * @param logWeight draws z from q and gives log p(x, z) - log q(z | x)
 * @param Ks ascending
 */
export function importanceBounds(
  logWeight: (rng: Rng) => number,
  Ks: readonly number[],
  repeats: number,
  rng: Rng,
): BoundEstimate[] {
  const sums = Ks.map(() => ({ sum: 0, squares: 0 }));
  const set = new Float64Array(Ks.at(-1)!);
  for (let i = 0; i < repeats; i++) {
    for (let k = 0; k < set.length; k++) set[k] = logWeight(rng);
    Ks.forEach((K, at) => {
      const bound = logSumExp(set.subarray(0, K)) - Math.log(K);
      sums[at]!.sum += bound;
      sums[at]!.squares += bound * bound;
    });
  }
  return Ks.map((K, at) => {
    const mean = sums[at]!.sum / repeats;
    return { K, mean, error: Math.sqrt(Math.max(0, sums[at]!.squares / repeats - mean ** 2) / repeats) };
  });
}
