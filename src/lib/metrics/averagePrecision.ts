/**
 * The area under the precision-recall curve as average precision: the mean, over the positives, of the precision at the threshold
 * that just includes each. Equal scores share one threshold. No interpolation, which would flatter (Davis and Goadrich 2006).
 */

/**
 * @param scores higher is more likely positive. [n]
 * @param positive 1 where the row is positive. [n]
 * @returns NaN if nothing is positive.
 */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<number>): number {
  const order = descending(scores);
  let [found, sum] = [0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    let more = 0;
    for (; end < order.length && scores[order[end]!] === scores[order[i]!]; end++) more += positive[order[end]!]!;
    found += more;
    sum += more * (found / end);
    i = end;
  }
  return sum / found;
}

/**
 * What the exact posterior reaches on rows like these, averaged over their classes: no detector has a higher expectation. In
 * the i-th place of the order a positive, with probability p_i, finds 1 + sum_{j<i} p_j positives up to it, on average.
 * @param posterior P(positive | row) of rows at the natural rate. [n]
 */
export function bestAveragePrecision(posterior: ArrayLike<number>): number {
  let [above, sum] = [0, 0];
  descending(posterior).forEach((row, i) => {
    const p = posterior[row]!;
    sum += (p * (1 + above)) / (i + 1);
    above += p;
  });
  return sum / above;
}

const descending = (scores: ArrayLike<number>) =>
  Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
