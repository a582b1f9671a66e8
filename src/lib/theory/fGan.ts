/**
 * f-divergences D_f(p || q) = E_q f(p / q) as games (Nguyen, Wainwright, Jordan 2010; Nowozin, Cseke, Tomioka 2016): for every T,
 * E_p T - E_q f*(T) is a lower bound, f* the convex conjugate, and T = f'(p / q) reaches the divergence.
 */
import { integrate, logDensityOf, type Interval, type Law } from './discriminator.ts';

export interface FDivergence {
  /** Convex, f(1) = 0 except for `gan`. */
  f(u: number): number;
  /** f'(u) where log u is given: T* in terms of the log ratio. */
  derivative(logU: number): number;
  /** f*(t) = sup_u (u t - f(u)). */
  conjugate(t: number): number;
}

export const fDivergences = {
  kl: { f: (u) => u * Math.log(u), derivative: (l) => 1 + l, conjugate: (t) => Math.exp(t - 1) },
  reverseKl: { f: (u) => -Math.log(u), derivative: (l) => -Math.exp(-l), conjugate: (t) => -1 - Math.log(-t) },
  /** 2 JS - log 4: T = log D gives Goodfellow's V. */
  gan: {
    f: (u) => u * Math.log(u) - (u + 1) * Math.log(u + 1),
    derivative: (l) => -Math.log1p(Math.exp(-l)),
    conjugate: (t) => -Math.log(-Math.expm1(t)),
  },
  pearson: { f: (u) => (u - 1) ** 2, derivative: (l) => 2 * Math.expm1(l), conjugate: (t) => t + t ** 2 / 4 },
  hellinger: {
    f: (u) => (Math.sqrt(u) - 1) ** 2,
    derivative: (l) => 1 - Math.exp(-l / 2),
    conjugate: (t) => t / (1 - t),
  },
} as const satisfies Record<string, FDivergence>;
export type FDivergenceName = keyof typeof fDivergences;

/** D_f(p || q) on the line, by quadrature. */
export function fDivergence({ f }: FDivergence, p: Law, q: Law, interval: Interval): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  return integrate((x) => Math.exp(logQ([x])) * f(Math.exp(logP([x]) - logQ([x]))), interval);
}

/** The bound E_p T - E_q f*(T) of a function T of the log ratio log p - log q; by default of the best one. */
export function variationalBound(
  divergence: FDivergence,
  p: Law,
  q: Law,
  interval: Interval,
  T: (logRatio: number) => number = divergence.derivative,
): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  return integrate((x) => {
    const [a, b] = [logP([x]), logQ([x])];
    const t = T(a - b);
    return Math.exp(a) * t - Math.exp(b) * divergence.conjugate(t);
  }, interval);
}
