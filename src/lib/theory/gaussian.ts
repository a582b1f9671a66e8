/**
 * Gaussian data N(m, s^2), where a whole sampler can be followed exactly: every reverse step is linear, so mean and
 * variance obey recursions, and what a correct sampler outputs is known to the last digit. Pictures and mode counts let
 * most sampler bugs pass; these numbers do not. Each axis of a multi-dimensional chain behaves as one such line.
 */

/** Mean and variance of x along one axis. */
export interface Gaussian {
  mean: number;
  variance: number;
}

/** x_s = xt * x_t + eps * eps_theta(x_t, t) + noise * z: how every sampler's step can be written. */
export interface LinearStep {
  xt: number;
  eps: number;
  noise: number;
}

/** q_t of Gaussian data: mean sqrt(alphaBar) m, variance alphaBar s^2 + 1 - alphaBar. */
export function diffuseGaussian({ mean, variance }: Gaussian, alphaBar: number): Gaussian {
  return { mean: Math.sqrt(alphaBar) * mean, variance: alphaBar * variance + 1 - alphaBar };
}

/** The floor of the epsilon loss for Gaussian data, per dimension: alphaBar s^2 / (alphaBar s^2 + 1 - alphaBar). */
export function gaussianLossFloor(variance: number, alphaBar: number): number {
  return (alphaBar * variance) / (alphaBar * variance + 1 - alphaBar);
}

/** The exact epsilon prediction for Gaussian data is the line eps*(x) = slope * (x - centre). */
export function gaussianEpsilon(data: Gaussian, alphaBar: number): { slope: number; centre: number } {
  const marginal = diffuseGaussian(data, alphaBar);
  return { slope: Math.sqrt(1 - alphaBar) / marginal.variance, centre: marginal.mean };
}

/** The law of x after one reverse step with the exact epsilon prediction at noise level alphaBar. */
export function reverseGaussian(
  state: Gaussian,
  { xt, eps, noise }: LinearStep,
  data: Gaussian,
  alphaBar: number,
): Gaussian {
  const { slope, centre } = gaussianEpsilon(data, alphaBar);
  return {
    mean: xt * state.mean + eps * slope * (state.mean - centre),
    variance: (xt + eps * slope) ** 2 * state.variance + noise ** 2,
  };
}

/**
 * The law of a sampler's output for Gaussian data and the exact prediction.
 * @param times the falling times t at which the sampler evaluates, from T; the step after the last goes to 0
 * @param step the sampler's coefficients for a step from t to s
 * @param alphaBar alphaBar_t by t
 * @param start the law of x_T; standard normal by default, as samplers assume
 */
export function sampledGaussian(
  times: readonly number[],
  step: (t: number, s: number) => LinearStep,
  data: Gaussian,
  alphaBar: (t: number) => number,
  start: Gaussian = { mean: 0, variance: 1 },
): Gaussian {
  return times.reduce((state, t, i) => reverseGaussian(state, step(t, times[i + 1] ?? 0), data, alphaBar(t)), start);
}
