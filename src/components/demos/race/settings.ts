/** The form of the race and its configuration. A change never silently resets anything: what needs a new model waits for Reset. */
import type { BackendName } from '../../../lib/engine/backends.ts';
import { liveKeys, type Config, type LiveKey } from '../../../lib/experiments/config.ts';
import { backendChoices, numberRules } from '../../../lib/experiments/query.ts';
import { field, read, write } from '../../controls/controls.ts';

export type Backend = BackendName | 'auto';

/** Settings with a control, in the order a reader meets them, and what a sentence calls them. */
export const settingTitles = {
  data: 'the data set',
  seed: 'the seed',
  steps: 'the number of steps',
  batchSize: 'the batch size',
  budget: 'the budget of parameters',
  loss: 'the loss',
  learningRateG: 'the learning rate of G',
  learningRateD: 'the learning rate of D',
  nD: 'the updates of D',
  nG: 'the updates of G',
  latentDim: 'the latent size',
  T: 'T',
  schedule: 'the schedule',
  learningRate: 'the learning rate',
  sampler: 'the sampler',
  samplerSteps: 'the sampler’s steps',
  eta: 'eta',
} as const satisfies Partial<Record<keyof Config, string>>;
export type SettingName = keyof typeof settingTitles;
const settingNames = Object.keys(settingTitles) as SettingName[];
const numeric = new Set<string>([...Object.keys(numberRules), 'T']);

export const isSetting = (name: string): name is SettingName => Object.hasOwn(settingTitles, name);
export const isLive = (name: SettingName): name is SettingName & LiveKey =>
  (liveKeys as readonly string[]).includes(name);

/** The form's values, each inside its limits; a number that is none is left out. */
export function readSettings(root: ParentNode): Partial<Config> {
  const config: Record<string, unknown> = {};
  for (const name of settingNames) {
    const value = read(root, name);
    if (value === null) continue;
    if (!numeric.has(name)) config[name] = value;
    else {
      const number = Number(value);
      if (value === '' || !Number.isFinite(number)) continue;
      const rule = Object.hasOwn(numberRules, name) ? numberRules[name as keyof typeof numberRules] : null;
      config[name] = rule ? Math.min(rule.max, Math.max(rule.min, rule.integer ? Math.round(number) : number)) : number;
    }
  }
  return config as Partial<Config>;
}

export function readBackend(root: ParentNode): Backend {
  const value = read(root, 'backend');
  return backendChoices.find((choice) => choice === value) ?? 'auto';
}

export function writeSettings(root: ParentNode, config: Partial<Config>): void {
  for (const name of settingNames) {
    const value = config[name];
    if (value !== undefined && field(root, name)) write(root, name, value);
  }
}

/** The part of a configuration that a running model takes. */
export const liveSettings = (config: Config): Partial<Config> =>
  Object.fromEntries(liveKeys.map((key) => [key, config[key]]));

/** Settings that differ from the running model's and wait for Reset. */
export function pendingSettings(wanted: Partial<Config>, running: Config): SettingName[] {
  return settingNames.filter((name) => !isLive(name) && wanted[name] !== undefined && wanted[name] !== running[name]);
}

/** "T = 500 and the seed take effect on Reset." */
export function pendingSentence(names: readonly string[]): string {
  if (names.length === 0) return '';
  const last = names.at(-1)!;
  const joined = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const verb = names.length === 1 ? 'takes' : 'take';
  return `${joined[0]!.toUpperCase()}${joined.slice(1)} ${verb} effect on Reset; the present run goes on as it is.`;
}
