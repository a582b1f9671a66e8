import type { Move } from './descend.ts';
import { euler, slope } from './euler.ts';
import type { Denoiser, Frame, Space } from './space.ts';

/**
 * Walks the probability-flow ODE backwards, from data to the noise that a deterministic sampler makes it from (DDIM inversion;
 * Song, Meng, Ermon 2021, section 4.3). Decoding with the same grid gives x back up to the error of the steps, which falls with
 * their number: by half for twice as many with Euler.
 *
 * @param sigmas the falling grid of the sampler, with its 0; the field has no value at 0, so the first step takes it at its end
 */
export function* encode<X>(
  space: Space<X>,
  denoise: Denoiser<X>,
  x: X,
  sigmas: readonly number[],
  move: Move = euler,
): Generator<Frame<X>> {
  const rising = sigmas.filter((sigma) => sigma > 0).reverse();
  yield { sigma: 0, x };
  x = space.settle(space.combine([1, x], [rising[0]!, slope(space, denoise, x, rising[0]!)]));
  yield { sigma: rising[0]!, x };
  for (let i = 0; i + 1 < rising.length; i++) {
    x = space.settle(move(space, denoise, x, rising[i]!, rising[i + 1]!));
    yield { sigma: rising[i + 1]!, x };
  }
}
