/** A set of points as the metrics take them: flat, row by row. */

/**
 * Number of rows of a flat [n, dim] array.
 * @throws RangeError where the length is not a multiple of dim.
 */
export function rowCount(points: ArrayLike<number>, dim: number): number {
  if (points.length % dim !== 0) {
    throw new RangeError(`Points in ${dim} dimensions come as a multiple of ${dim} numbers; got ${points.length}.`);
  }
  return points.length / dim;
}

export function allFinite(points: ArrayLike<number>): boolean {
  for (let i = 0; i < points.length; i++) if (!Number.isFinite(points[i])) return false;
  return true;
}

export function squaredDistance(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, dim: number): number {
  let sum = 0;
  for (let k = 0; k < dim; k++) sum += (a[i + k]! - b[j + k]!) ** 2;
  return sum;
}
