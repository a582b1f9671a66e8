/** Means of random numbers with their standard errors: a tolerance follows from the draw, it is not chosen. */

export interface Average {
  mean: number;
  standardError: number;
}

/** The mean of n draws. */
export function average(n: number, draw: (i: number) => number): Average {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const value = draw(i);
    sum += value;
    squares += value * value;
  }
  const mean = sum / n;
  return { mean, standardError: Math.sqrt(Math.max(0, squares / n - mean * mean) / n) };
}

/** Mean and variance of a set of numbers, each with its standard error. */
export function momentsOf(values: ArrayLike<number>): { mean: Average; variance: Average } {
  const mean = average(values.length, (i) => values[i]!);
  return { mean, variance: average(values.length, (i) => (values[i]! - mean.mean) ** 2) };
}

/** The largest absolute value; NaN counts as infinite. */
export function worst(errors: Iterable<number>): number {
  let most = 0;
  for (const error of errors) if (!(Math.abs(error) <= most)) most = Number.isNaN(error) ? Infinity : Math.abs(error);
  return most;
}
