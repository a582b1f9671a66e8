/** Three ways to steer a sampler with exact scores: what is drawn, and what theory says of it. No page, no drawing. */
import { conditionalGaussian } from '../../../lib/theory/correlatedGaussian.ts';
import type { Gaussian } from '../../../lib/theory/gaussian.ts';
import { guidedFamilyVariance } from '../../../lib/theory/guidedFamily.ts';
import { guidedOdeVariance, tiltedVariance } from '../../../lib/theory/guidedGaussian.ts';
import { partiallyDenoised } from '../../../lib/theory/partialDenoising.ts';
import { replacedGaussian } from '../../../lib/theory/replacedGaussian.ts';

export const experiments = ['guidance', 'editing', 'inpainting'] as const;
export type Experiment = (typeof experiments)[number];

export interface Settings {
  experiment: Experiment;
  gamma: number;
  /** Noise of the guided reverse equation. */
  lambda: number;
  /** 1 - alphaBar of the level that an edit starts from. */
  strength: number;
  guide: number;
  rho: number;
  observed: number;
  /** Of RePaint. */
  passes: number;
  seed: number;
}
export const start: Settings = {
  experiment: 'guidance',
  gamma: 3,
  lambda: 1,
  strength: 0.3,
  guide: 2,
  rho: 0.9,
  observed: 1.5,
  passes: 5,
  seed: 1,
};
export const ranges = {
  gamma: { min: 1, max: 6, step: 0.1 },
  lambda: { min: 0.5, max: 3, step: 0.25 },
  strength: { min: 0.02, max: 0.98, step: 0.02 },
  guide: { min: -1, max: 2.5, step: 0.1 },
  rho: { min: 0.05, max: 0.95, step: 0.05 },
  observed: { min: 0.5, max: 2.5, step: 0.1 },
} as const;
export const passChoices = [2, 3, 5, 8] as const;
/** Data of the editing experiment: N(0, 1/4). */
export const dataVariance = 0.25;

type Value = boolean | number | string | null;
/** From what the controls say; anything strange becomes the start value. */
export function settingsFrom(read: (name: string) => Value): Settings {
  const within = (name: keyof typeof ranges) => {
    const value = read(name);
    const { min, max } = ranges[name];
    return value !== null && Number.isFinite(Number(value)) ? Math.min(max, Math.max(min, Number(value))) : start[name];
  };
  const seed = Number(read('seed'));
  return {
    experiment: experiments.find((name) => name === read('experiment')) ?? start.experiment,
    gamma: within('gamma'),
    lambda: within('lambda'),
    strength: within('strength'),
    guide: within('guide'),
    rho: within('rho'),
    observed: within('observed'),
    passes: passChoices.find((n) => n === Number(read('passes'))) ?? start.passes,
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
  };
}

/** SDEdit by the probability-flow ODE: N(sqrt(k) x_g, s^2 (1 - k)). */
export function editedByFlow(guide: number, variance: number, alphaBar: number): Gaussian {
  const k = (alphaBar * variance) / (alphaBar * variance + 1 - alphaBar);
  return { mean: Math.sqrt(k) * guide, variance: variance * (1 - k) };
}

/** The two laws that are drawn, in the limit of small steps, and the one that they are held against. */
export interface Laws {
  first: Gaussian;
  second: Gaussian;
  target: Gaussian;
}
export function lawsOf({ experiment, gamma, lambda, strength, guide, rho, observed, passes }: Settings): Laws {
  if (experiment === 'guidance') {
    const centred = (variance: number) => ({ mean: 0, variance });
    return {
      first: centred(guidedOdeVariance(gamma)),
      second: centred(guidedFamilyVariance(gamma, lambda)),
      target: centred(tiltedVariance(gamma)),
    };
  }
  if (experiment === 'editing') {
    return {
      first: editedByFlow(guide, dataVariance, 1 - strength),
      second: partiallyDenoised(guide, dataVariance, 1 - strength),
      target: { mean: 0, variance: dataVariance },
    };
  }
  return {
    first: replacedGaussian(rho, observed, 1),
    second: replacedGaussian(rho, observed, passes),
    target: conditionalGaussian(rho, observed),
  };
}

/** Root mean square distance of a result from the guide. */
export const unfaithful = ({ mean, variance }: Gaussian, guide: number): number => Math.hypot(mean - guide, Math.sqrt(variance)); // prettier-ignore
/** W2 distance of two Gaussians on a line. */
export const unreal = (a: Gaussian, b: Gaussian): number =>
  Math.hypot(a.mean - b.mean, Math.sqrt(a.variance) - Math.sqrt(b.variance));

export interface Names {
  first: string;
  second: string;
  target: string;
}
export function namesOf({ experiment, lambda, passes }: Settings): Names {
  if (experiment === 'guidance')
    return { first: 'ODE', second: lambda === 1 ? 'SDE' : `SDE, λ = ${lambda}`, target: 'tilted law' };
  if (experiment === 'editing') return { first: 'ODE', second: 'SDE', target: 'data' };
  return { first: 'replacement', second: `RePaint, ${passes} passes`, target: 'exact' };
}
