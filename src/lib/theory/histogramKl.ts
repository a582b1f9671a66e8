/** What the KL of a histogram of honest samples from its own law is on average: never zero. */

/**
 * E KL(histogram of n draws || uniform on K classes), exactly: K times the mean of u log(K u), u the share of one class, whose
 * count is binomial. Summed outwards from the likeliest count until nothing is added. Nats.
 */
export function expectedHistogramKl(K: number, n: number): number {
  if (!(K >= 2 && n >= 1)) throw new RangeError(`A histogram needs 2 classes and 1 draw at least; got ${K} and ${n}.`);
  const odds = 1 / (K - 1);
  const mode = Math.floor((n + 1) / K);
  const cost = (count: number) => (count === 0 ? 0 : (count / n) * Math.log((K * count) / n));
  let mass = 0;
  let sum = 0;
  const add = (count: number, weight: number) => {
    mass += weight;
    sum += weight * cost(count);
  };
  add(mode, 1); // weights relative to the mode's; divided out at the end
  for (let [count, weight] = [mode, 1]; count < n && weight > 1e-18; count++) {
    weight *= ((n - count) / (count + 1)) * odds;
    add(count + 1, weight);
  }
  for (let [count, weight] = [mode, 1]; count > 0 && weight > 1e-18; count--) {
    weight *= count / (n - count + 1) / odds;
    add(count - 1, weight);
  }
  return (K * sum) / mass;
}
