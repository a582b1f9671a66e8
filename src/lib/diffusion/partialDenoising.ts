import { descend, type Move } from './descend.ts';
import type { Denoiser, Frame, Space } from './space.ts';

/** The part of a grid from `strength` down: that level first, then all lower ones. */
export const levelsBelow = (sigmas: readonly number[], strength: number): number[] => [
  strength,
  ...sigmas.filter((sigma) => sigma < strength),
];

/**
 * SDEdit (Meng et al. 2022): hide the guide's detail under noise of level `strength`, then denoise. More noise is more
 * realism and less faithfulness. With an exact sampler this draws from the posterior of data that could have become the same
 * noisy picture. For a discrete schedule strength = sigmaOf(alphaBar_t).
 */
export function* partialDenoising<X>(
  space: Space<X>,
  denoise: Denoiser<X>,
  guide: X,
  strength: number,
  sigmas: readonly number[],
  move: Move,
): Generator<Frame<X>> {
  const start = space.settle(space.combine([1, guide], [strength, space.normal(guide)]));
  yield* descend(space, denoise, start, levelsBelow(sigmas, strength), move);
}
