import type { Move } from './descend.ts';
import { scoreOf } from './score.ts';

/**
 * Euler and Maruyama's step on one of the reverse equations that share all marginals (Song et al. 2021; Anderson 1982), with
 * v = sigma^2 for time, running down:
 *
 *     dx = -(1 + lambda^2) / 2 grad log p dv + lambda dw.
 *
 * lambda = 1 is the reverse SDE, lambda = 0 the probability-flow ODE; more noise needs more drift, and the law stays. The last
 * step, to sigma = 0, returns the denoised mean: noise would have no step left to be removed in.
 */
export const reverseSde =
  (lambda: number): Move =>
  (space, denoise, x, sigma, next) => {
    if (next === 0) return denoise(x, sigma);
    const span = sigma ** 2 - next ** 2;
    const drift = ((1 + lambda ** 2) / 2) * span;
    const mean = space.combine([1, x], [drift, scoreOf(space, denoise, x, sigma)]);
    return lambda === 0 ? mean : space.combine([1, mean], [lambda * Math.sqrt(span), space.normal(x)]);
  };
