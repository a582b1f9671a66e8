/** The settings of a saved run, held to the limits that a link is held to. */
import { datasetNames } from '../../data/dataset.ts';
import { defaultConfig, ganLossNames, offeredT, scheduleNames, type Config } from '../../experiments/config.ts';
import { numberRules } from '../../experiments/query.ts';
import { samplerNames } from '../../model.ts';

const choices: Partial<Record<keyof Config, readonly (string | number)[]>> = {
  data: datasetNames,
  loss: ganLossNames,
  schedule: scheduleNames,
  sampler: samplerNames,
  prediction: ['eps', 'v'],
};
const limits: Partial<Record<keyof Config, { min: number; max: number; integer: boolean }>> = {
  ...numberRules,
  steps: { min: 1, max: 1e9, integer: true }, // a run may have been trained on, again and again
  T: { min: 2, max: Math.max(...offeredT), integer: true },
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
    if (!(names ? names.includes(setting as string) : inside)) return fail(`its setting “${key}” is out of bounds`);
    config[key] = setting;
  }
  return config as unknown as Config;
}
