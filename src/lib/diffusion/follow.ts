/**
 * Follows Gaussian data through any sampler, exactly. With an affine denoiser every move is affine in x and in its noise, so
 * mean and variance of the output obey a recursion whose coefficients can be read off the move itself: put in 0, then 1.
 */
import type { Move } from './descend.ts';
import type { Denoiser, Space } from './space.ts';

/** Mean and variance along one axis. */
interface Gaussian {
  mean: number;
  variance: number;
}

/** x = constant + slope x_start + sum of (noise)^2: how one move acts. */
export interface AffineMove {
  constant: number;
  slope: number;
  /** The coefficient of each normal number that the move drew. */
  noises: number[];
}

/** Plain numbers as a space, where the j-th normal number drawn is 1 and all others are 0. */
function unitSpace(unit: number): Space<number> & { drawn(): number } {
  let draws = 0;
  return {
    combine: (...terms) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
    normal: () => (draws++ === unit ? 1 : 0),
    blend: (mask, a, b) => mask * a + (1 - mask) * b,
    settle: (x) => x,
    drawn: () => draws,
  };
}

/** Reads the coefficients of a move. The denoiser must be affine, as that of Gaussian data is. */
export function affine(move: Move, denoise: Denoiser<number>, sigma: number, next: number): AffineMove {
  const at = (x: number, unit: number) => {
    const space = unitSpace(unit);
    return { y: move(space, denoise, x, sigma, next), draws: space.drawn() };
  };
  const { y: constant, draws } = at(0, -1);
  const noises = Array.from({ length: draws }, (_, j) => at(0, j).y - constant);
  return { constant, slope: at(1, -1).y - constant, noises };
}

/** The law of a walk's output when it starts from `start` at level sigmas[0]. */
export function followGaussian(
  move: Move,
  denoise: Denoiser<number>,
  sigmas: readonly number[],
  start: Gaussian,
): Gaussian {
  let { mean, variance } = start;
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const { constant, slope, noises } = affine(move, denoise, sigmas[i]!, sigmas[i + 1]!);
    mean = constant + slope * mean;
    variance = slope ** 2 * variance + noises.reduce((sum, c) => sum + c ** 2, 0);
  }
  return { mean, variance };
}

/** The exact denoiser of Gaussian data on one axis: D(x, sigma) = m + s^2 / (s^2 + sigma^2) (x - m). */
export const gaussianDenoiser =
  ({ mean, variance }: Gaussian): Denoiser<number> =>
  (x, sigma) =>
    mean + (variance / (variance + sigma ** 2)) * (x - mean);
