import type { Move } from './descend.ts';
import { langevinStep } from './langevin.ts';
import { reverseSde } from './reverseSde.ts';
import { scoreOf } from './score.ts';

export interface CorrectorOptions {
  /** Langevin steps after each move down. */
  corrections: number;
  /** Signal-to-noise ratio r of a correction; Song et al. use .16 for small images. */
  snr: number;
}

export const correctorDefaults: CorrectorOptions = { corrections: 1, snr: 0.16 };

/**
 * Step size of a correction. Song et al. 2021 take 2 (r |z| / |score|)^2 times the score, which in our delta / 2 is delta =
 * 4 (r |z| / |score|)^2. We put sigma for |z| / |score|, its value where all of x is noise: no norms to be read back.
 */
export const correctionStep = (sigma: number, snr: number): number => 4 * (snr * sigma) ** 2;

/**
 * Predictor and corrector (Song et al. 2021, section 4.2): a move down, then Langevin steps at the new level, which pull x
 * towards the law that it should have there, whatever the move did wrong.
 */
export const predictorCorrector =
  ({ corrections, snr }: CorrectorOptions = correctorDefaults, predictor: Move = reverseSde(1)): Move =>
  (space, denoise, x, sigma, next) => {
    let y = predictor(space, denoise, x, sigma, next);
    if (next === 0) return y;
    for (let i = 0; i < corrections; i++) {
      y = langevinStep(space, (at) => scoreOf(space, denoise, at, next), y, correctionStep(next, snr));
    }
    return y;
  };
