/**
 * How little a score knows of the weights of two modes. With p_w = w p_1 + (1 - w) p_2 and p_i = N(m_i, v I), the score of the
 * right weights and that of wrong ones differ in the mean square by
 *
 *     E_{p_w} |s_w - s_w'|^2 = (w - w')^2 D^2 / v^2 integral (p_1 p_2)^2 / (p_w p_w'^2)
 *                           <= (w - w')^2 D^2 / v^2 exp(-D^2 / 8v) / (8 sqrt(w (1 - w)) w' (1 - w')),     D = |m_1 - m_2|,
 *
 * while the divergence between p_w and p_w' hardly depends on D: what a training set tells of w, a score loss does not charge for.
 */
import { gaussianMixture, score } from './mixture.ts';

export interface TwoModes {
  /** D, the distance of the two means. */
  distance: number;
  /** v, the variance of both. */
  variance: number;
  /** w, the true weight of the first mode, and w', the wrong one. Both strictly between 0 and 1. */
  weight: number;
  wrong: number;
}

/** E_{p_w} |s_w - s_w'|^2: the trapezoid rule along the line through the means; across it the two scores are the same. */
export function scoreGap({ distance, variance, weight, wrong }: TwoModes): number {
  const means = [[-distance / 2], [distance / 2]];
  const std = Math.sqrt(variance);
  const [right, off] = [weight, wrong].map((w) => gaussianMixture(means, std, [w, 1 - w]));
  return average({ distance, variance, weight }, (x) => (score(right!, [x])[0]! - score(off!, [x])[0]!) ** 2);
}

/** The upper bound above. */
export function scoreGapBound({ distance, variance, weight, wrong }: TwoModes): number {
  const squared = distance ** 2;
  return (
    (((weight - wrong) ** 2 * squared) / variance ** 2) *
    (Math.exp(-squared / (8 * variance)) / (8 * Math.sqrt(weight * (1 - weight)) * wrong * (1 - wrong)))
  );
}

/** KL(p_w || p_w') in nats, by the same rule. Tends to the divergence of the two coins (w, 1 - w), (w', 1 - w') as modes part. */
export function weightKl({ distance, variance, weight, wrong }: TwoModes): number {
  return average({ distance, variance, weight }, (x) => {
    // log of the odds p_1 / p_2, and of the two densities over p_2 or p_1, whichever is the larger
    const logOdds = (-distance * x) / variance;
    const logMix = (w: number) =>
      logOdds > 0 ? Math.log(w + (1 - w) * Math.exp(-logOdds)) : Math.log(w * Math.exp(logOdds) + 1 - w);
    return logMix(weight) - logMix(wrong);
  });
}

/** E_{p_w} f over the line through the means, whose middle is 0; the first mean lies below it. */
function average({ distance, variance, weight }: Omit<TwoModes, 'wrong'>, f: (x: number) => number): number {
  const std = Math.sqrt(variance);
  // A cell must be small against the place where the odds turn, variance / distance wide.
  const h = Math.min(std / 10, variance / distance / 4);
  const end = distance / 2 + 12 * std;
  const n = Math.ceil(end / h);
  let sum = 0;
  for (let i = -n; i <= n; i++) {
    const x = i * h;
    const bell = (m: number) => Math.exp(-((x - m) ** 2) / (2 * variance));
    const value = f(x);
    if (value !== 0) sum += value * (weight * bell(-distance / 2) + (1 - weight) * bell(distance / 2));
  }
  return (sum * h) / Math.sqrt(2 * Math.PI * variance);
}
