/**
 * What a wrong score does to the models of the lambda family, in closed form. Data N(0, 1) under VP noise, so that q_t = N(0, 1)
 * at all times, and the score -(1 + k) x in place of -x. In the time tau = integral of beta, run down from N(0, 1),
 *
 *     dx = [-x / 2 + (1 + lambda^2) / 2 (1 + k) x] d tau + lambda dw,
 *
 * which is linear: the model is N(0, V).
 */
export interface WrongScore {
  /** Relative error of the score. */
  k: number;
  /** The whole integral of beta: how long the model runs. */
  span: number;
}

/** Variance of the model's samples: V' = -2 rho V + lambda^2, rho = ((1 + lambda^2)(1 + k) - 1) / 2, from V = 1. */
export function modelVariance({ k, span }: WrongScore, lambda: number): number {
  const twoRho = (1 + lambda ** 2) * (1 + k) - 1;
  if (Math.abs(twoRho) < 1e-12) return 1 + lambda ** 2 * span;
  const settled = lambda ** 2 / twoRho;
  return settled + (1 - settled) * Math.exp(-twoRho * span);
}

/** KL(N(0, 1) || N(0, V)), nats. */
export function modelKl(error: WrongScore, lambda: number): number {
  const variance = modelVariance(error, lambda);
  return (1 / variance - 1 + Math.log(variance)) / 2;
}

/** ((1 + lambda^2) / (2 lambda))^2 times one half of the integral of g^2 E|s - s_theta|^2, which is k^2 span here. */
export const modelKlBound = ({ k, span }: WrongScore, lambda: number): number =>
  (((1 + lambda ** 2) / (2 * lambda)) ** 2 * k ** 2 * span) / 2;
