import type { Denoiser } from './space.ts';
import { rk4 } from '../theory/ode.ts';

/** Where the walk ends: below any scale of the book's data, so that what is left to 0 is below the walk's own error. */
const bottom = 1e-5;

/**
 * The map of the probability-flow ODE from level `from` to 0 for whole batches, to far more digits than any sampler: order four
 * (Kutta 1901) in log sigma, where the equation reads dx / d log sigma = x - D(x, sigma). Yields x after each of `steps` steps, so that a
 * page can take it in slices.
 */
export function* exactFlow(
  denoise: Denoiser<Float64Array>,
  x: Float64Array,
  from: number,
  steps: number,
): Generator<Float64Array, Float64Array> {
  const [high, low] = [Math.log(from), Math.log(bottom)];
  const level = (i: number) => high + (i / steps) * (low - high);
  const slope = (logSigma: number, y: Float64Array) => {
    const D = denoise(y, Math.exp(logSigma));
    return y.map((value, i) => value - D[i]!);
  };
  for (let i = 0; i < steps; i++) yield (x = rk4(slope, x, level(i), level(i + 1), 1));
  return x;
}
