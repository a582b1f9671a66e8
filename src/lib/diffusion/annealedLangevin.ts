import { langevinStep } from './langevin.ts';
import { scoreOf } from './score.ts';
import type { Denoiser, Frame, Space } from './space.ts';

export interface AnnealedLangevinOptions {
  /** Langevin steps at each level. */
  stepsPerLevel: number;
  /** Step size over the level's variance. Steps grow with the level: the ratio of drift to noise is the same at all. */
  epsilon: number;
}

/**
 * Annealed Langevin dynamics (Song and Ermon 2019, Algorithm 1): Langevin at falling noise levels. Where noise has filled the
 * valleys, x still passes between modes, so that each gets its share; the low levels only sharpen. The step at level sigma is
 * epsilon sigma^2; the paper's constant is epsilon sigma_L^2 with the lowest level sigma_L.
 *
 * @param sigmas falling levels, all above 0; yields the start and then x after every step
 */
export function* annealedLangevin<X>(
  space: Space<X>,
  denoise: Denoiser<X>,
  x: X,
  sigmas: readonly number[],
  { stepsPerLevel, epsilon }: AnnealedLangevinOptions,
): Generator<Frame<X>> {
  yield { sigma: sigmas[0]!, x };
  for (const sigma of sigmas) {
    for (let i = 0; i < stepsPerLevel; i++) {
      x = space.settle(langevinStep(space, (y) => scoreOf(space, denoise, y, sigma), x, epsilon * sigma ** 2));
      yield { sigma, x };
    }
  }
}
