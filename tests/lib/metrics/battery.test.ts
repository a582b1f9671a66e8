import { beforeAll, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import {
  alarm,
  battery,
  batteryBands,
  batteryNames,
  notices,
  place,
  type BatteryBands,
  type BatteryName,
} from '../../../src/lib/metrics/battery.ts';
import { brokenSample, noFaults, type Faults } from '../../../src/lib/metrics/brokenSampler.ts';
import { createRng } from '../../../src/lib/random.ts';

const data = createDataset('ring');
const n = 300;
let bands: BatteryBands;
beforeAll(() => {
  bands = batteryBands(data, n, createRng(1), 30);
});

function noticed(faults: Partial<Faults>, own = false, seed = 5): BatteryName[] {
  const rng = createRng(seed);
  const fresh = (label: string) => Float64Array.from(data.sample(n, rng.fork(label)));
  const [train, heldOut] = [fresh('train'), fresh('held out')];
  const samples = brokenSample(data, { ...noFaults, ...faults }, n, train, rng.fork('samples'));
  const values = battery(data, { samples, reference: own ? train : heldOut, train, heldOut }, rng.fork('directions'));
  return batteryNames.filter((name) => notices(values[name], bands[name]));
}

test('a place counts half-widths of the band from the median', () => {
  const band = { median: 1, low: 0.5, high: 3 };
  expect([1, 3, 0.5, 7, 0].map((value) => place(value, band))).toEqual([0, 1, -1, 3, -2]);
  expect(place(7, { median: 8, low: 8, high: 8 })).toBe(-Infinity);
  expect(place(8, { median: 8, low: 8, high: 8 })).toBe(0);
  expect(place(NaN, band)).toBe(Infinity);
});

test('a perfect sampler sets off hardly an alarm', () => {
  const alarms = Array.from({ length: 10 }, (_, seed) => noticed({}, false, seed).length);
  expect(alarms.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.05 * 10 * batteryNames.length);
  expect(alarm).toBeGreaterThan(1);
});

test('a dropped mode is seen by those that count modes, uneven shares by the histogram alone', () => {
  expect(noticed({ dropped: 1 })).toEqual(expect.arrayContaining(['modes', 'modeKl', 'recall', 'coverage']));
  expect(noticed({ skew: 0.4 })).toEqual(expect.arrayContaining(['modeKl']));
  expect(noticed({ skew: 0.4 })).not.toContain('frechet');
});

test('modes of the wrong width pass the distances of whole clouds', () => {
  const wide = noticed({ width: 1.5 });
  expect(wide).toEqual(expect.arrayContaining(['hq', 'spread']));
  for (const blind of ['frechet', 'kid', 'mmd', 'swd'] as const) expect(wide).not.toContain(blind);
});

test('copies of the training set are seen by those that look there, and by nobody else', () => {
  expect(noticed({ copies: 1 })).toEqual(['nearest', 'closer']);
});

test('held against the training set itself, copies are better than perfect', () => {
  const rng = createRng(3);
  const train = Float64Array.from(data.sample(n, rng));
  const heldOut = Float64Array.from(data.sample(n, rng));
  const values = battery(data, { samples: train, reference: train, train, heldOut }, rng);
  expect(values.frechet).toBeCloseTo(0, 9);
  expect(values.coverage).toBe(1);
  expect(values.frechet).toBeLessThan(bands.frechet.low);
});
