/** What the figure holds: a sampler with faults, the sets it is measured with, and the measurement in slices. No page, no pictures. */
import { createDataset } from '../../../lib/data/index.ts';
import type { Dataset } from '../../../lib/data/dataset.ts';
import { bandSteps, batteryNames, batterySteps, notices } from '../../../lib/metrics/battery.ts';
import type { Battery, BatteryBands, BatteryName, Sets } from '../../../lib/metrics/battery.ts';
import { brokenSample, noFaults, type Faults } from '../../../lib/metrics/brokenSampler.ts';
import { createRng } from '../../../lib/random.ts';

export const dataNames = ['ring', 'grid25'] as const;
export const sizes = [250, 500, 1000] as const;
export const references = ['fresh', 'train'] as const;

export interface Settings extends Faults {
  data: (typeof dataNames)[number];
  n: number;
  /** What samples are held against: fresh real points, or the training set itself. */
  reference: (typeof references)[number];
  seed: number;
}

export const start: Settings = { ...noFaults, width: 1.4, data: 'ring', n: 500, reference: 'fresh', seed: 1 };

export const faultKnobs = ['dropped', 'skew', 'width', 'shift', 'stretch', 'strays', 'copies'] as const;
export type FaultKnob = (typeof faultKnobs)[number];

export const ranges: Record<FaultKnob, { min: number; max: number; step: number }> = {
  dropped: { min: 0, max: 7, step: 1 },
  skew: { min: 0, max: 0.9, step: 0.05 },
  width: { min: 0.3, max: 2.5, step: 0.05 },
  shift: { min: 0, max: 0.6, step: 0.01 },
  stretch: { min: 0.8, max: 1.2, step: 0.01 },
  strays: { min: 0, max: 0.3, step: 0.01 },
  copies: { min: 0, max: 1, step: 0.05 },
};

const made = new Map<string, Dataset>();
export function dataOf(name: Settings['data']): Dataset {
  const data = made.get(name) ?? createDataset(name);
  made.set(name, data);
  return data;
}

/** Fresh real points, a training set and the samples: the same draws for a seed, whatever the faults are. */
export function setsOf(settings: Settings): Sets {
  const { data: name, n, seed, reference } = settings;
  const data = dataOf(name);
  const rng = createRng(seed).fork(`metric lab ${name} ${n}`);
  const real = (label: string) => Float64Array.from(data.sample(n, rng.fork(label)));
  const [train, heldOut] = [real('train'), real('held out')];
  const samples = brokenSample(data, settings, n, train, rng.fork('samples'));
  return { samples, reference: reference === 'train' ? train : heldOut, train, heldOut };
}

export const measuring = (settings: Settings, sets: Sets): Generator<void, Battery> =>
  batterySteps(dataOf(settings.data), sets, createRng(settings.seed).fork('directions'));

export const bandKey = ({ data, n }: Pick<Settings, 'data' | 'n'>): string => `${data} ${n}`;
export const bandDraws = 40;
/** The band of a perfect sampler: it does not depend on the reader's seed. */
export const banding = (settings: Pick<Settings, 'data' | 'n'>): Generator<number, BatteryBands> =>
  bandSteps(dataOf(settings.data), settings.n, createRng(1).fork(`bands of ${bandKey(settings)}`), bandDraws);

export interface Reading {
  settings: Settings;
  values: Battery;
  bands: BatteryBands;
}

export const noticing = ({ values, bands }: Reading): BatteryName[] =>
  batteryNames.filter((name) => notices(values[name], bands[name]));
