import type { Denoiser, Frame, Space } from './space.ts';

/** Takes x from noise level sigma to the level `next`, on tensors and on the host alike. */
export type Move = <X>(space: Space<X>, denoise: Denoiser<X>, x: X, sigma: number, next: number) => X;

/**
 * Walks x down the levels `sigmas`: yields the start, then x after each move.
 * @param x data plus noise of standard deviation sigmas[0]
 */
export function* descend<X>(
  space: Space<X>,
  denoise: Denoiser<X>,
  x: X,
  sigmas: readonly number[],
  move: Move,
): Generator<Frame<X>> {
  yield { sigma: sigmas[0]!, x };
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const next = sigmas[i + 1]!;
    x = space.settle(move(space, denoise, x, sigmas[i]!, next));
    yield { sigma: next, x };
  }
}

/** The last frame of a walk on the host. */
export function arrive<X>(frames: Iterable<Frame<X>>): X {
  let last: X | undefined;
  for (const { x } of frames) last = x;
  return last!;
}
