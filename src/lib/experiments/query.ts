/**
 * A setup in a link: `?data=ring&seed=7&backend=wasm`. Whatever the query holds, the result is a usable preset; what was
 * not understood is said in a sentence each, what was expected and what is used instead.
 */
import { datasetNames, ownDatasetNames } from '../data/dataset.ts';
import type { BackendName } from '../engine/backends.ts';
import { fewMessages, list, longest, ofFigures, parseNumber, plain, quote, tooLong } from '../linkText.ts';
import { discreteSamplerNames } from '../model.ts';
import { ganLossNames, offeredSchedules, offeredT, penaltyNames, type Config } from './config.ts';

/** Data sets that the race draws: planes and images, not the line. */
export const raceData = datasetNames.filter((name) => name !== 'line');
/** Data sets that it draws once the reader has brought them. A link cannot: it holds numbers, no data. */
export const raceOwnData = ownDatasetNames;

/** Listed here again: the module that runs them would bring TensorFlow.js into the page. */
export const backendChoices = ['auto', 'webgpu', 'wasm', 'cpu'] as const satisfies readonly (BackendName | 'auto')[];

export interface Preset {
  config: Partial<Config>;
  backend: BackendName | 'auto';
  messages: string[];
}

interface NumberRule {
  title: string;
  min: number;
  max: number;
  integer: boolean;
}

const whole = (title: string, min: number, max: number): NumberRule => ({ title, min, max, integer: true });
const real = (title: string, min: number, max: number): NumberRule => ({ title, min, max, integer: false });

/** Every number that a link may set, with its limits. */
export const numberRules = {
  seed: whole('The seed', 0, Number.MAX_SAFE_INTEGER),
  steps: whole('The number of steps', 1, 200_000),
  batchSize: whole('The batch size', 1, 4096),
  budget: whole('The budget of parameters', 200, 500_000),
  latentDim: whole('The latent size', 1, 128),
  penaltyWeight: real('The weight of the penalty', 0, 1000),
  pac: whole('The number of points judged together', 1, 16),
  fourierD: real('The frequency of the Fourier features of D', 0, 10),
  averageG: real('The decay of the average of G', 0, 0.99999),
  learningRateD: real('The learning rate of D', 1e-6, 1),
  learningRateG: real('The learning rate of G', 1e-6, 1),
  nD: whole('The number of updates of D', 0, 10),
  nG: whole('The number of updates of G', 0, 10),
  learningRate: real('The learning rate of the diffusion model', 1e-6, 1),
  fourier: real('The frequency of the Fourier features', 0, 10),
  samplerSteps: whole('The number of sampler steps', 1, 1000),
  eta: real('Eta', 0, 1),
} as const satisfies Partial<Record<keyof Config, NumberRule>>;

const choiceRules = {
  data: raceData,
  loss: ganLossNames,
  penalty: penaltyNames,
  schedule: offeredSchedules,
  sampler: discreteSamplerNames,
} as const satisfies Partial<Record<keyof Config, readonly string[]>>;

/** @param search `location.search`, with or without its question mark. Never throws. */
export function parseQuery(search: string): Preset {
  const preset: Preset = { config: {}, backend: 'auto', messages: [] };
  if (search.length > longest) {
    preset.messages.push(tooLong(search.length));
    return preset;
  }
  const seen = new Set<string>();
  for (const [key, value] of new URLSearchParams(search)) {
    if (ofFigures(key)) continue;
    if (seen.has(key)) {
      preset.messages.push(`${quote(key)} is given twice; the first is used.`);
      continue;
    }
    seen.add(key);
    const message = apply(preset, key, value.trim());
    if (message) preset.messages.push(message);
  }
  const { T, samplerSteps } = preset.config;
  if (T !== undefined && samplerSteps !== undefined && samplerSteps > T) {
    preset.config.samplerSteps = T;
    preset.messages.push(`${samplerSteps} sampler steps are more than T = ${T}; using ${T}.`);
  }
  preset.messages = fewMessages(preset.messages);
  return preset;
}

/** One setting. Returns a sentence if it was not taken as it stands. */
function apply(preset: Preset, key: string, text: string): string | null {
  const config = preset.config as Record<string, unknown>;
  if (Object.hasOwn(numberRules, key)) {
    const rule: NumberRule = numberRules[key as keyof typeof numberRules];
    const value = parseNumber(text);
    if (value === null) return `${rule.title}: ${quote(text)} is not a number; using the default.`;
    const nearest = Math.min(rule.max, Math.max(rule.min, rule.integer ? Math.round(value) : value));
    config[key] = nearest;
    if (nearest === value) return null;
    if (value >= rule.min && value <= rule.max) return `${rule.title} is a whole number; using ${plain(nearest)}.`;
    return `${rule.title}, ${plain(value)}, is outside ${plain(rule.min)} to ${plain(rule.max)}; using ${plain(nearest)}.`;
  }
  if (key === 'data' && raceOwnData.some((name) => name === text)) {
    return 'This setup was made with data of somebody’s own, and a link does not contain data. Bring your own below the settings.';
  }
  if (Object.hasOwn(choiceRules, key)) {
    const names: readonly string[] = choiceRules[key as keyof typeof choiceRules];
    if (!names.includes(text)) return `${key}: ${quote(text)} is not one of ${list(names)}; using the default.`;
    config[key] = text;
    return null;
  }
  if (key === 'T') {
    const value = parseNumber(text);
    if (value === null) return `T: ${quote(text)} is not a number; using the default.`;
    const nearest = offeredT.reduce((best, t) => (Math.abs(t - value) < Math.abs(best - value) ? t : best));
    config.T = nearest;
    return nearest === value ? null : `T = ${plain(value)} is not offered (${list(offeredT)} are); using ${nearest}.`;
  }
  if (key === 'backend') {
    const name = backendChoices.find((choice) => choice === text);
    if (!name) return `backend: ${quote(text)} is not one of ${list(backendChoices)}; using the fastest.`;
    preset.backend = name;
    return null;
  }
  return `The link has an unknown setting, and it was ignored: ${quote(key)}.`;
}

const linked = ['data', 'loss', 'penalty', 'schedule', 'sampler', 'T', ...Object.keys(numberRules)] as (keyof Config)[];

/** The shortest link that gives `config` again where `base` is what the page starts with. Empty if nothing differs. */
export function toQuery(config: Config, base: Config, backend: BackendName | 'auto' = 'auto'): string {
  const query = new URLSearchParams();
  for (const key of linked) {
    if (config[key] !== base[key] || key === 'data' || key === 'seed') query.set(key, String(config[key]));
  }
  if (backend !== 'auto') query.set('backend', backend);
  return `?${query}`;
}
