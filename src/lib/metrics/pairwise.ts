import { rowCount } from './points.ts';

/** The mean Euclidean distance of two different rows: how far apart samples are. @param x [n, dim] flat, n at least 2 */
export function meanPairwiseDistance(x: ArrayLike<number>, dim: number): number {
  const n = rowCount(x, dim);
  if (n < 2) throw new RangeError(`Distances need at least two rows; found ${n}.`);
  let sum = 0;
  for (let i = 1; i < n; i++)
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < dim; k++) square += (x[i * dim + k]! - x[j * dim + k]!) ** 2;
      sum += Math.sqrt(square);
    }
  return (2 * sum) / (n * (n - 1));
}
