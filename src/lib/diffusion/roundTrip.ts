import { arrive, descend } from './descend.ts';
import { euler } from './euler.ts';
import { encode } from './inversion.ts';
import type { Denoiser, Space } from './space.ts';

/**
 * The root mean square distance of points from themselves after DDIM inversion and decoding on one grid.
 * @param sigmas the falling grid, with its 0
 */
export function roundTripError(
  space: Space<Float64Array>,
  denoise: Denoiser<Float64Array>,
  points: Float64Array,
  dim: number,
  sigmas: readonly number[],
): number {
  const latent = arrive(encode(space, denoise, points, sigmas));
  const back = arrive(descend(space, denoise, latent, sigmas, euler));
  return Math.sqrt(back.reduce((sum, v, i) => sum + (v - points[i]!) ** 2, 0) / (points.length / dim));
}
