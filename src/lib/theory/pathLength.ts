/** What the path-length regulariser of StyleGAN2 asks of a Jacobian, in closed form. Float64, no tensors. */

/** E |y| for y standard normal in k dimensions: sqrt 2 Gamma((k + 1) / 2) / Gamma(k / 2). */
export function meanNorm(k: number): number {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`A length needs a number of dimensions above 0; got ${k}.`);
  // m_1 = sqrt(2 / pi), m_2 = sqrt(pi / 2), m_(k + 2) = m_k (k + 1) / k
  let mean = k % 2 === 1 ? Math.sqrt(2 / Math.PI) : Math.sqrt(Math.PI / 2);
  for (let j = k % 2 === 1 ? 1 : 2; j < k; j += 2) mean *= (j + 1) / j;
  return mean;
}

/**
 * The least that E (|J^T y| - a)^2 can be, y standard normal, in units of a^2, and the common singular value at which it is reached,
 * in units of a (Karras et al. 2020, section 3.2 and its appendix). @param k columns of J, the dimension of w
 */
export function pathLengthOptimum(k: number): { loss: number; singular: number } {
  const mean = meanNorm(k);
  return { loss: 1 - mean ** 2 / k, singular: mean / k };
}

/** (Var |J^T y|) / (E |y| for the same energy)^2 at best: the relative variance that no Jacobian can go below. */
export const leastRelativeVariance = (k: number): number => k / meanNorm(k) ** 2 - 1;
