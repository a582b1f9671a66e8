/** The test of Kolmogorov: are these numbers on the line a sample of that law? */

/** The largest gap between the part of the values at or below x and F(x), over all x. `values` in any order. */
export function kolmogorovDistance(values: ArrayLike<number>, F: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let most = 0;
  for (let i = 0; i < n; i++) {
    const at = F(sorted[i]!);
    most = Math.max(most, at - i / n, (i + 1) / n - at); // the empirical function jumps here, from i / n
  }
  return most;
}

/** P(sqrt(n) distance <= x) for large n (Kolmogorov 1933): 1 - 2 sum_k (-1)^{k-1} exp(-2 k^2 x^2). */
export function kolmogorovLaw(x: number): number {
  if (x < 0.2) return 0; // below 1e-12, and the series is slow there
  let sum = 0;
  for (let k = 1; k <= 40; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * (k * x) ** 2);
  return 1 - 2 * sum;
}

/** What a true sample of n exceeds with probability 1 - level; for n of some dozens and more. */
export function kolmogorovLimit(n: number, level = 0.95): number {
  let [low, high] = [0.2, 4];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (kolmogorovLaw(middle) < level) low = middle;
    else high = middle;
  }
  return low / Math.sqrt(n);
}
