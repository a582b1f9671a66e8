import { describe, expect, it } from 'vitest';
import { roundTripError } from '../../../src/lib/diffusion/roundTrip.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { scheduleSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { timesteps } from '../../../src/lib/diffusion/timesteps.ts';
import { createRng } from '../../../src/lib/random.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { angleOf } from '../../../src/lib/theory/turns.ts';

const space = float64Space(createRng(1)); // draws nothing

describe('there and back', () => {
  it('multiplies Gaussian data by the squared cosine of every turn, up to the first step, whose slope is taken at its end', () => {
    const s = 0.5;
    const sigmas = [5, 2, 1, 0.3, 0];
    const factor = [0, 1, 2].reduce((product, i) => {
      return product * Math.cos(angleOf(sigmas[i]!, s) - angleOf(sigmas[i + 1]!, s)) ** 2;
    }, 1);
    const first = ((s ** 2 + 2 * 0.3 ** 2) / (s ** 2 + 0.3 ** 2)) * (s ** 2 / (s ** 2 + 0.3 ** 2));
    const D = exactDenoiser(gaussianMixture([[0, 0]], s));
    const error = roundTripError(space, D, Float64Array.of(0.6, 0.8), 2, sigmas);
    expect(error).toBeCloseTo(1 - factor * first, 12);
  });

  it('errs half as much with twice the steps', () => {
    const schedule = createSchedule('linear', 1000);
    const D = exactDenoiser(gaussianMixture([[-1], [1]], 0.4));
    const error = (S: number) =>
      roundTripError(space, D, Float64Array.of(-1.3, 0.2, 0.9), 1, scheduleSigmas(schedule, timesteps(1000, S)));
    expect(error(200) / error(400)).toBeCloseTo(2, 0.5);
  });
});
