/** What D does at one point, and what it gets over all of them, when it plays its best: the losses beside cross entropy. */
import { integrate, logDensityOf, type Interval, type Law } from './discriminator.ts';

/** A loss of D as a function of its output at a real and at a fake point, with its best output between densities p and q. */
export interface PointwiseLoss {
  real(d: number): number;
  fake(d: number): number;
  best(p: number, q: number): number;
}

/** Least squares with targets 1, -1 and 0 for G (Mao et al. 2017): b - c = 1, b - a = 2. D* = (p - q) / (p + q). */
export const leastSquares: PointwiseLoss = {
  real: (d) => (d - 1) ** 2 / 2,
  fake: (d) => (d + 1) ** 2 / 2,
  best: (p, q) => (p + q === 0 ? 0 : (p - q) / (p + q)),
};

/** Hinge (Lim and Ye 2017). D* = sign(p - q). */
export const hinge: PointwiseLoss = {
  real: (d) => Math.max(0, 1 - d),
  fake: (d) => Math.max(0, 1 + d),
  best: (p, q) => Math.sign(p - q),
};

/** Cross entropy of logits. D* = log p - log q. */
export const crossEntropy: PointwiseLoss = {
  real: (d) => Math.log1p(Math.exp(-d)),
  fake: (d) => Math.log1p(Math.exp(d)),
  best: (p, q) => Math.log(p / q),
};

/** E_p real(D) + E_q fake(D) on the line, for any D, by quadrature. */
export function discriminatorLoss(
  loss: PointwiseLoss,
  D: (p: number, q: number) => number,
  p: Law,
  q: Law,
  interval: Interval,
): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  return integrate((x) => {
    const [a, b] = [Math.exp(logP([x])), Math.exp(logQ([x]))];
    const d = D(a, b);
    return a * loss.real(d) + b * loss.fake(d);
  }, interval);
}

/** 2 C(G) = E_p D^2 + E_q D^2, what G is left with against a D of least squares (Mao et al. 2017, with c = 0). */
export function generatorLeastSquares(D: (p: number, q: number) => number, p: Law, q: Law, interval: Interval): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  return integrate((x) => {
    const [a, b] = [Math.exp(logP([x])), Math.exp(logQ([x]))];
    return (a + b) * D(a, b) ** 2;
  }, interval);
}
