/**
 * What a discriminator can tell that sees m independent samples at once (PacGAN; Lin, Khetan, Fanti, Oh 2018): the total
 * variation distance of the product laws p^m and q^m, for laws on finitely many values.
 */

/** log n! for n = 0 .. most */
function logFactorials(most: number): Float64Array {
  const out = new Float64Array(most + 1);
  for (let n = 1; n <= most; n++) out[n] = out[n - 1]! + Math.log(n);
  return out;
}

/** Values with the same pair of probabilities are one value to every discriminator: they are gathered. */
function gathered(p: readonly number[], q: readonly number[]): { p: number; q: number }[] {
  const classes = new Map<string, { p: number; q: number; count: number }>();
  p.forEach((a, i) => {
    const b = q[i]!;
    const key = `${a} ${b}`;
    const found = classes.get(key);
    if (found) found.count++;
    else classes.set(key, { p: a, q: b, count: 1 });
  });
  return [...classes.values()].map(({ p: a, q: b, count }) => ({ p: a * count, q: b * count }));
}

/**
 * TV(p^m, q^m), exactly. The order of the m samples tells nothing, so the sum is over how often each class of values occurs;
 * its cost grows like m to the number of classes minus one.
 *
 * @param p @param q probabilities of the same values; each sums to 1
 */
export function packedTv(p: readonly number[], q: readonly number[], m: number): number {
  const classes = gathered(p, q);
  const logs = logFactorials(m);
  let overlap = 0;
  /** Counts of the classes from `k` on share `left` samples. Products so far, without m!. */
  const visit = (k: number, left: number, a: number, b: number) => {
    const { p: pk, q: qk } = classes[k]!;
    if (k === classes.length - 1) {
      const orders = Math.exp(logs[m]! - logs[left]!);
      overlap += Math.min(a * pk ** left * orders, b * qk ** left * orders);
      return;
    }
    for (let count = 0; count <= left; count++) {
      const share = Math.exp(-logs[count]!);
      visit(k + 1, left - count, a * pk ** count * share, b * qk ** count * share);
    }
  };
  visit(0, m, 1, 1);
  return 1 - overlap;
}

/** The most that TV(p^m, q^m) can be when TV(p, q) = tv. A q that only leaves out a part of p attains it. */
export const mostPackedTv = (tv: number, m: number): number => 1 - (1 - tv) ** m;
