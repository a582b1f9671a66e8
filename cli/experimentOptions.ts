/** The options that name a run: the same numbers, with the same limits, as a link to the page may set. */
import { isOwnName } from '../src/lib/data/index.ts';
import { backendNames } from '../src/lib/engine/backends.ts';
import {
  ganLossNames,
  netNames,
  penaltyNames,
  predictionNames,
  scheduleNames,
  weightingNames,
  type Config,
} from '../src/lib/experiments/config.ts';
import { experiments } from '../src/lib/experiments/index.ts';
import { numberRules } from '../src/lib/experiments/query.ts';
import { samplerNames } from '../src/lib/model.ts';
import type { Option, Values } from './options.ts';

const number = (key: keyof typeof numberRules): Option => {
  const { title, min, max, integer } = numberRules[key];
  return {
    kind: 'number',
    help: title
      .toLowerCase()
      .replace(/ of g$/, ' of G')
      .replace(/ of d$/, ' of D'),
    min,
    max,
    integer,
  };
};

/** Option name, and the key of the configuration that it sets. */
const shared = { steps: 'steps', seed: 'seed', batch: 'batchSize', budget: 'budget' } as const;
const gan = {
  loss: 'loss',
  penalty: 'penalty',
  'penalty-weight': 'penaltyWeight',
  pac: 'pac',
  'fourier-d': 'fourierD',
  'average-g': 'averageG',
  'latent-dim': 'latentDim',
  'lr-d': 'learningRateD',
  'lr-g': 'learningRateG',
  'n-d': 'nD',
  'n-g': 'nG',
} as const;
const diffusion = {
  T: 'T',
  schedule: 'schedule',
  prediction: 'prediction',
  weighting: 'weighting',
  'p-mean': 'pMean',
  'p-std': 'pStd',
  net: 'net',
  channels: 'channels',
  lr: 'learningRate',
  fourier: 'fourier',
  sampler: 'sampler',
  'sampler-steps': 'samplerSteps',
  eta: 'eta',
} as const;

function optionFor(key: string): Option {
  if (key === 'loss') return { kind: 'choice', help: 'the loss', choices: ganLossNames };
  if (key === 'penalty') return { kind: 'choice', help: 'what holds D back', choices: penaltyNames };
  if (key === 'schedule') return { kind: 'choice', help: 'the noise schedule', choices: scheduleNames };
  if (key === 'prediction')
    return { kind: 'choice', help: 'what the last layer of a ddpm means', choices: predictionNames };
  if (key === 'weighting') return { kind: 'choice', help: 'the weight of each noise level', choices: weightingNames };
  if (key === 'net') return { kind: 'choice', help: 'dense layers, or a U-Net for images', choices: netNames };
  if (key === 'sampler')
    return {
      kind: 'choice',
      help: 'the sampler of the final samples; ancestral for a ddpm, heun for an edm, unless given',
      choices: samplerNames,
    };
  if (key === 'pMean' || key === 'pStd') {
    const help = `${key === 'pMean' ? 'mean' : 'standard deviation'} of log sigma in the training of an edm`;
    return { kind: 'number', help, min: key === 'pMean' ? -10 : 0.01, max: 10, integer: false };
  }
  if (key === 'channels')
    return { kind: 'number', help: 'channels of a U-Net, a multiple of 4', min: 4, max: 256, integer: true };
  if (key === 'T')
    return { kind: 'number', help: 'noise levels; the schedule is rescaled to it', min: 20, max: 4000, integer: true };
  return number(key as keyof typeof numberRules);
}

/** Experiments that a terminal can run: those with a generator, on data that the book brings. */
export const trainable = Object.values(experiments)
  .filter(({ models, data }) => models.length === 2 && !isOwnName(data))
  .map((experiment) => experiment.name);

const families = { gan, ddpm: diffusion };

/** Every option of a training command. */
export function trainingOptions(models: readonly (keyof typeof families)[]): Record<string, Option> {
  const keys = Object.assign({}, shared, ...models.map((model) => families[model])) as Record<string, string>;
  return {
    ...Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, optionFor(key)])),
    backend: { kind: 'choice', help: 'the engine', choices: ['auto', ...backendNames], default: 'wasm' },
    out: { kind: 'text', help: 'folder for the results', default: 'out' },
    samples: {
      kind: 'number',
      help: 'samples to draw at the end',
      min: 1,
      max: 1_000_000,
      integer: true,
      default: 10_000,
    },
  };
}

/** The part of the configuration that was given. */
export function configFrom(values: Values): Partial<Config> {
  const names: Record<string, string> = { ...shared, ...gan, ...diffusion };
  const given = Object.entries(names).flatMap(([name, key]) =>
    values[name] === undefined ? [] : [[key, values[name]]],
  );
  return Object.fromEntries(given) as Partial<Config>;
}
