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
 * E log (1/K) sum_k w_k for each K, over `repeats` independent sets of as many weights as the largest K. A smaller K averages over the
 * blocks of K that a set holds.
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
      const blocks = Math.floor(set.length / K);
      let bound = -Math.log(K);
      for (let b = 0; b < blocks; b++) bound += logSumExp(set.subarray(b * K, (b + 1) * K)) / blocks;
      sums[at]!.sum += bound;
      sums[at]!.squares += bound * bound;
    });
  }
  return Ks.map((K, at) => {
    const mean = sums[at]!.sum / repeats;
    return { K, mean, error: Math.sqrt(Math.max(0, sums[at]!.squares / repeats - mean ** 2) / repeats) };
  });
}
