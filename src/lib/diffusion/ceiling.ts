/**
 * What a sampler makes of data whose denoiser is known exactly: the most that any trained network can reach with it. Whatever is
 * missing here is the sampler's error, not the model's.
 */
import type { Dataset } from '../data/dataset.ts';
import { countModes, highQuality, modeHistogramKl, modesHit, withinModeSpread } from '../metrics/modes.ts';
import type { Rng } from '../random.ts';
import { exactDenoiser } from '../theory/exactDenoiser.ts';
import type { ContinuousSamplerName } from '../model.ts';
import { continuousSamplers } from './continuousSamplers.ts';
import { ddimSigma } from './ddimSigma.ts';
import { arrive, descend } from './descend.ts';
import { createSchedule } from './schedule.ts';
import { karrasSigmas, scheduleSigmas } from './sigmas.ts';
import { float64Space } from './space.ts';
import { timesteps } from './timesteps.ts';

/** 'ddim' and 'ancestral' walk the linear schedule with T = 1000; all others the grid of Karras et al. */
export type CeilingSampler = 'ddim' | 'ancestral' | ContinuousSamplerName;

export interface Ceiling {
  modes: number;
  hq: number;
  spread: number;
  modeKl: number;
  /** Calls of the denoiser per sample. */
  evaluations: number;
}

const discreteSteps = 1000;

/** @throws Error for data whose law is not a mixture with separate modes */
export function exactCeiling(data: Dataset, sampler: CeilingSampler, steps: number, n: number, rng: Rng): Ceiling {
  const { mixture, modes, dim } = data;
  if (!mixture || !modes) {
    throw new Error(`A ceiling needs a known mixture with separate modes; ${data.name} is none.`);
  }
  const discrete = sampler === 'ddim' || sampler === 'ancestral';
  const sigmas = discrete
    ? scheduleSigmas(createSchedule('linear', discreteSteps), timesteps(discreteSteps, steps))
    : karrasSigmas(steps);
  const { move, evaluations } = discrete
    ? { move: ddimSigma(sampler === 'ddim' ? 0 : 1), evaluations: steps }
    : { move: continuousSamplers[sampler].move(steps), evaluations: continuousSamplers[sampler].evaluations(steps) };
  // A discrete chain starts from N(0, I) in x_t, which is x_t / sqrt(alphaBar) of deviation sqrt(1 + sigma^2).
  const top = discrete ? Math.hypot(1, sigmas[0]!) : sigmas[0]!;
  const x = Float64Array.from(rng.normals(n * dim), (z) => top * z);
  const samples = arrive(descend(float64Space(rng), exactDenoiser(mixture), x, sigmas, move));
  const counts = countModes(samples, modes);
  return {
    modes: modesHit(counts),
    hq: highQuality(counts),
    spread: withinModeSpread(counts, modes),
    modeKl: modeHistogramKl(counts, mixture.weights),
    evaluations,
  };
}
