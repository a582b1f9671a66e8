/** Classes as modes: which labels a classifier gives to samples, and how sure it is. */

/** How often each class has the largest probability. @param probabilities [n, classes] flat. @returns [classes] */
export function labelHistogram(probabilities: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels(probabilities, classes)) counts[label]!++;
  return counts;
}

/** The most probable class of each row. @param probabilities [n, classes] flat */
export function labels(probabilities: ArrayLike<number>, classes: number): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    }
    return best;
  });
}

/** Share of rows whose most probable class is the one that was asked for. @param asked one label a row, those of the first rows */
export function labelAccuracy(probabilities: ArrayLike<number>, classes: number, asked: ArrayLike<number>): number {
  const seen = labels(probabilities, classes);
  return seen.reduce((right, label, row) => right + Number(label === asked[row]), 0) / seen.length;
}

/**
 * Mean probability of the most probable class. A blurred or broken image lowers it, but it cannot tell a good image from
 * one that exploits the classifier: read it beside the value for held-out real images, not beside 1.
 */
export function meanConfidence(probabilities: ArrayLike<number>, classes: number): number {
  const n = probabilities.length / classes;
  let sum = 0;
  labels(probabilities, classes).forEach((label, row) => (sum += probabilities[row * classes + label]!));
  return sum / n;
}

/**
 * KL(histogram || weights), nats, over all that was counted. An honest sample of n scores about `histogramKlFloor`.
 * NaN for an empty histogram, Infinity where something was counted that has no weight.
 *
 * @param weights probabilities; equal ones by default
 */
export function histogramKl(counts: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k]!;
  let kl = total === 0 ? NaN : 0;
  for (let k = 0; k < counts.length; k++) {
    const weight = weights?.[k] ?? 1 / counts.length;
    if (counts[k]! > 0) kl += (counts[k]! / total) * Math.log(counts[k]! / total / weight);
  }
  return Math.max(0, kl); // rounding only: a KL is not negative
}

/** E KL of an honest sample of n over K classes: (K - 1) / (2n) to first order, as 2 n KL is nearly chi-squared. */
export const histogramKlFloor = (classes: number, n: number): number => (classes - 1) / (2 * n);
