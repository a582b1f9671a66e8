import type { Move } from './descend.ts';
import type { Denoiser, Frame, Space } from './space.ts';

export interface Resampling {
  /** How many times each stretch is walked; 1 is plain replacement. */
  resamples: number;
  /** Levels per stretch. */
  jump: number;
}

/**
 * The levels that RePaint visits (Lugmayr et al. 2022), by index in the grid: `jump` levels down, back up again, and so on,
 * `resamples` times down each stretch. Up is one stride, for noise adds up.
 */
export function resampledPath(levels: number, { resamples, jump }: Resampling): number[] {
  const path = [0];
  for (let start = 0; start < levels - 1; start += jump) {
    for (let pass = 0; pass < resamples; pass++) {
      if (pass > 0) path.push(start);
      for (let i = start + 1; i <= Math.min(start + jump, levels - 1); i++) path.push(i);
    }
  }
  return path;
}

/**
 * Inpainting with an unconditional model. After each move down, what is known is put in place of what was made, at the same
 * noise level (replacement, Song et al. 2021). The unknown part hears of it only at the next move, so the result is biased
 * even with an exact denoiser; walking each stretch several times (RePaint) lets both parts settle with each other.
 *
 * @param mask 1 where `known` is given, 0 where it is to be made; @param x noise at level sigmas[0]
 */
export function* inpaint<X>(
  space: Space<X>,
  denoise: Denoiser<X>,
  x: X,
  sigmas: readonly number[],
  move: Move,
  known: X,
  mask: X,
  resampling: Resampling = { resamples: 1, jump: 1 },
): Generator<Frame<X>> {
  yield { sigma: sigmas[0]!, x };
  const path = resampledPath(sigmas.length, resampling);
  for (let i = 0; i + 1 < path.length; i++) {
    const [sigma, next] = [sigmas[path[i]!]!, sigmas[path[i + 1]!]!];
    if (next > sigma) {
      x = space.settle(space.combine([1, x], [Math.sqrt(next ** 2 - sigma ** 2), space.normal(x)]));
    } else {
      const given = space.combine([1, known], [next, space.normal(x)]);
      const made = move(space, denoise, x, sigma, next);
      x = space.settle(space.blend(mask, given, made));
    }
    yield { sigma: next, x };
  }
}
