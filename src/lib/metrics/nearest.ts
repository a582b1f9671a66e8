import { rowCount, squaredDistance } from './points.ts';

/** Distance of each point to the nearest of a set. @param x [n, dim] flat, @param set [m, dim] flat, m >= 1. @returns [n] */
export function nearestDistances(x: ArrayLike<number>, set: ArrayLike<number>, dim: number): Float64Array {
  const [n, m] = [rowCount(x, dim), rowCount(set, dim)];
  return Float64Array.from({ length: n }, (_, i) => {
    let least = Infinity;
    for (let j = 0; j < m; j++) least = Math.min(least, squaredDistance(x, i * dim, set, j * dim, dim));
    return Math.sqrt(least);
  });
}
