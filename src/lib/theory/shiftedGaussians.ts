/** The game on a line with everything exact: data N(0, 1), generator N(delta, 1), and the best discriminator between them. */

export interface ShiftedGaussians {
  /** V(D*, G) = -log 4 + 2 JS, in nats. */
  value: number;
  /** Mean of D* over the generator's samples. */
  meanD: number;
  /**
   * How hard each loss of G pushes its mean back, the derivative with respect to delta with D* held fixed:
   * delta E[w] with the weight w = D (saturating), 1 - D (non-saturating), 1 (logit).
   */
  pull: { saturating: number; nonSaturating: number; logit: number };
}

/** D*(x) = sigmoid(delta^2 / 2 - delta x). */
export const shiftedLogit = (x: number, delta: number): number => delta ** 2 / 2 - delta * x;

const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

/** E f(x), x ~ N(mean, 1), by the trapezoidal rule, which for a smooth function times a Gaussian is exact to rounding. */
export function gaussianMean(f: (x: number) => number, mean: number): number {
  const h = 1 / 64;
  let sum = 0;
  for (let i = -10 * 64; i <= 10 * 64; i++) sum += Math.exp(-0.5 * (i * h) ** 2) * f(mean + i * h);
  return (sum * h) / Math.sqrt(2 * Math.PI);
}

export function shiftedGaussians(delta: number): ShiftedGaussians {
  const onReal = gaussianMean((x) => softplus(-shiftedLogit(x, delta)), 0); // E_p[-log D]
  const onFake = gaussianMean((x) => softplus(shiftedLogit(x, delta)), delta); // E_q[-log(1 - D)]
  const meanD = gaussianMean((x) => 1 / (1 + Math.exp(-shiftedLogit(x, delta))), delta);
  return {
    value: -onReal - onFake,
    meanD,
    pull: { saturating: delta * meanD, nonSaturating: delta * (1 - meanD), logit: delta },
  };
}
