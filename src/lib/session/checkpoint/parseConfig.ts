/** The settings of a saved run, held to the limits that a link is held to. */
import { datasetNames, ownDatasetNames } from '../../data/dataset.ts';
import {
  defaultConfig,
  ganLossNames,
  netNames,
  offeredT,
  penaltyNames,
  predictionNames,
  scheduleNames,
  weightingNames,
  type Config,
} from '../../experiments/config.ts';
import { numberRules } from '../../experiments/query.ts';
import { samplerNames } from '../../model.ts';

const choices: Partial<Record<keyof Config, readonly (string | number | boolean)[]>> = {
  data: [...datasetNames, ...ownDatasetNames],
  loss: ganLossNames,
  schedule: scheduleNames,
  sampler: samplerNames,
  prediction: predictionNames,
  penalty: penaltyNames,
  net: netNames,
  weighting: weightingNames,
  conditional: [false, true],
  learnVariance: [false, true],
};
const limits: Partial<Record<keyof Config, { min: number; max: number; integer: boolean }>> = {
  ...numberRules,
  steps: { min: 1, max: 1e9, integer: true }, // a run may have been trained on, again and again
  T: { min: 2, max: Math.max(...offeredT), integer: true },
  channels: { min: 1, max: 256, integer: true },
  penaltyWeight: { min: 0, max: 1000, integer: false },
  pac: { min: 1, max: 16, integer: true },
  fourierD: { min: 0, max: 10, integer: false },
  averageG: { min: 0, max: 0.99999, integer: false },
  labelDropout: { min: 0, max: 1, integer: false },
  guidanceScale: { min: 0, max: 100, integer: false },
  sigmaMin: { min: 1e-5, max: 1, integer: false },
  sigmaMax: { min: 1, max: 1000, integer: false },
  rho: { min: 1, max: 20, integer: false },
  pMean: { min: -10, max: 10, integer: false },
  pStd: { min: 0.01, max: 10, integer: false },
  churn: { min: 0, max: 1000, integer: false },
  teacherShare: { min: 0, max: 0.95, integer: false },
  beta: { min: 0, max: 1000, integer: false },
  startVariance: { min: 1e-6, max: 1e6, integer: false },
  separation: { min: 0, max: 20, integer: false },
};

/** A setting that the file lacks has its default; one that nobody knows, or that is out of bounds, makes the run unusable. */
export function parseConfig(value: unknown, fail: (what: string) => never): Config {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('its settings should be a record');
  const config: Record<string, unknown> = { ...defaultConfig };
  for (const [key, setting] of Object.entries(value)) {
    if (!Object.hasOwn(defaultConfig, key))
      return fail(`it has a setting that this book does not know, “${key.slice(0, 40)}”`);
    const names = choices[key as keyof Config];
    const limit = limits[key as keyof Config];
    const inside =
      limit &&
      typeof setting === 'number' &&
      setting >= limit.min &&
      setting <= limit.max &&
      (!limit.integer || Number.isSafeInteger(setting));
    if (!(names ? names.includes(setting as string | number | boolean) : inside))
      return fail(`its setting “${key}” is out of bounds`);
    config[key] = setting;
  }
  return config as unknown as Config;
}
