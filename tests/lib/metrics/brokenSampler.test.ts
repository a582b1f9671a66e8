import { expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { brokenSample, noFaults, shares, type Faults } from '../../../src/lib/metrics/brokenSampler.ts';
import { countModes, highQuality, modesHit, withinModeSpread } from '../../../src/lib/metrics/modes.ts';
import { createRng } from '../../../src/lib/random.ts';

const data = createDataset('ring');
const n = 4000;
const train = Float64Array.from(data.sample(n, createRng(1)));
const draw = (faults: Partial<Faults>, seed = 2) =>
  brokenSample(data, { ...noFaults, ...faults }, n, train, createRng(seed));
const counts = (faults: Partial<Faults>) => countModes(draw(faults), data.modes!);

test('shares sum to one, leave out what is dropped, and alternate with the skew', () => {
  expect([...shares(4, { dropped: 1, skew: 0 })]).toEqual([1 / 3, 1 / 3, 1 / 3, 0]);
  expect([...shares(4, { dropped: 0, skew: 0.5 })]).toEqual([0.375, 0.125, 0.375, 0.125]);
  expect(() => shares(2, { dropped: 2, skew: 0 })).toThrow(/Some mode/);
});

test('without faults the modes are hit equally, at their width', () => {
  const c = counts({});
  expect(modesHit(c)).toBe(8);
  for (const k of c.perMode) expect(Math.abs(k / n - 1 / 8)).toBeLessThan(5 * Math.sqrt(7 / 64 / n));
  expect(withinModeSpread(c, data.modes!)).toBeCloseTo(1, 1);
});

test('each fault does what it says and nothing else', () => {
  expect(modesHit(counts({ dropped: 3 }))).toBe(5);
  expect(counts({ skew: 1 }).perMode.filter((k) => k > 0)).toHaveLength(4);
  expect(withinModeSpread(counts({ width: 0.5 }), data.modes!)).toBeCloseTo(0.513, 1);
  expect(highQuality(counts({ strays: 1 }))).toBeLessThan(0.2);
  const [plain, moved] = [draw({}), draw({ shift: 0.3 })];
  moved.forEach((value, at) => expect(value).toBeCloseTo(plain[at]! + (at % 2 ? 0 : 0.3), 12));
  draw({ stretch: 2 }).forEach((value, at) => expect(value).toBeCloseTo(2 * plain[at]!, 12));
});

test('copies are training points, each once, and the rest stays as it was', () => {
  const half = draw({ copies: 0.5, width: 2 });
  expect([...half.subarray(0, n)]).toEqual([...train.subarray(0, n)]);
  expect([...half.subarray(n)]).toEqual([...draw({ width: 2 }).subarray(n)]);
});

test('data without modes are refused', () => {
  expect(() => brokenSample(createDataset('moons'), noFaults, 10, train, createRng(1))).toThrow(/mode by mode/);
});
