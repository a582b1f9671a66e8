/** The smallest value of a function of one number, by golden sections of an interval in which it falls, then rises. */
const golden = (Math.sqrt(5) - 1) / 2;

/** @returns where f is least in [from, to], to about the square root of rounding */
export function minimise(f: (x: number) => number, from: number, to: number, rounds = 80): number {
  let [a, b] = [from, to];
  let [x, y] = [b - golden * (b - a), a + golden * (b - a)];
  let [fx, fy] = [f(x), f(y)];
  for (let round = 0; round < rounds; round++) {
    if (fx < fy) {
      [b, y, fy] = [y, x, fx];
      x = b - golden * (b - a);
      fx = f(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = a + golden * (b - a);
      fy = f(y);
    }
  }
  return (a + b) / 2;
}
