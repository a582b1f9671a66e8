/**
 * What guidance makes of the smallest example: unconditional data N(0, 2), conditional data N(0, 1), both with exact scores and
 * mixed as (1 - gamma) s + gamma s_c (Bradley and Nakkiran 2024 work in this setting). With noise of variance t the mixed
 * score is -a(t) x, a = gamma / (1 + t) - (gamma - 1) / (2 + t), and both reverse processes are linear.
 */

/** The probability-flow ODE, V' = a V, from pure noise: V_0 = 2^(1 - gamma). */
export const guidedOdeVariance = (gamma: number): number => 2 ** (1 - gamma);

/** The reverse SDE, V' = 2 a V - 1: V_0 = (2 - 2^(2 - 2 gamma)) / (2 gamma - 1). */
export const guidedSdeVariance = (gamma: number): number =>
  gamma === 0.5 ? 2 * Math.LN2 : (2 - 2 ** (2 - 2 * gamma)) / (2 * gamma - 1);

/** The law proportional to p(x | c)^gamma p(x)^(1 - gamma), which guidance is often said to sample: 2 / (gamma + 1). */
export const tiltedVariance = (gamma: number): number => 2 / (gamma + 1);
