/** Build time only: which metrics notice which fault of a sampler of the ring, over repetitions. */
import { createDataset } from '../../lib/data/index.ts';
import { battery, batteryBands, batteryNames, notices, type Battery } from '../../lib/metrics/battery.ts';
import { brokenSample, noFaults, type Faults } from '../../lib/metrics/brokenSampler.ts';
import { createRng } from '../../lib/random.ts';
import { start } from '../demos/metricLab/scene.ts';

const data = createDataset(start.data);
export const n = start.n;
export const runs = 10;

/** The same bands as the live figure's. */
export const perfect = batteryBands(data, n, createRng(1).fork(`bands of ${start.data} ${n}`));

export const faults = {
  dropped: { title: 'one mode dropped', set: { dropped: 1 } },
  skew: { title: 'uneven shares, ±40\u00a0%', set: { skew: 0.4 } },
  narrow: { title: 'modes ×\u00a00.7', set: { width: 0.7 } },
  wide: { title: 'modes ×\u00a01.4', set: { width: 1.4 } },
  shift: { title: 'shifted by 0.1', set: { shift: 0.1 } },
  stretch: { title: 'stretched by 5\u00a0%', set: { stretch: 1.05 } },
  strays: { title: '5\u00a0% strays', set: { strays: 0.05 } },
  copies: { title: 'copies', set: { copies: 1 } },
} as const satisfies Record<string, { title: string; set: Partial<Faults> }>;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

function once(set: Partial<Faults>, run: number, own = false): Battery {
  const rng = createRng(run).fork('fault study');
  const fresh = (label: string) => Float64Array.from(data.sample(n, rng.fork(label)));
  const [train, heldOut] = [fresh('train'), fresh('held out')];
  const samples = brokenSample(data, { ...noFaults, ...set }, n, train, rng.fork('samples'));
  return battery(data, { samples, reference: own ? train : heldOut, train, heldOut }, rng.fork('directions'));
}

/** In how many of the runs each metric notices each fault. */
export const counts = Object.fromEntries(
  faultNames.map((name) => {
    const values = Array.from({ length: runs }, (_, run) => once(faults[name].set, run));
    return [name, batteryNames.map((metric) => values.filter((one) => notices(one[metric], perfect[metric])).length)];
  }),
) as Record<FaultName, number[]>;

/** The metrics that notice a fault in most runs. */
export const notes = Object.fromEntries(
  faultNames.map((name) => [name, batteryNames.filter((_, i) => counts[name][i]! > runs / 2)]),
) as Record<FaultName, (typeof batteryNames)[number][]>;

/** Copies held against the training set that they come from. */
export const copied = once({ copies: 1 }, 0, true);
/** The ratio of nearest distances with one leaked record, and with none. */
export const oneLeak = { with: once({ copies: 1 / n }, 0).nearest, without: once({}, 0).nearest };
