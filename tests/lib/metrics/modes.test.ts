import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import {
  countModes,
  highQuality,
  modeHistogramKl,
  modeKlFloor,
  modesHit,
  withinModeSpread,
} from '../../../src/lib/metrics/modes.ts';
import { fractionWithin, highQualityTarget, truncatedStd } from '../../../src/lib/metrics/threeSigma.ts';
import { createRng } from '../../../src/lib/random.ts';

const ring = createDataset('ring');
const grid = createDataset('grid25');
const line = createDataset('line');

/** The data with its modes' deviations multiplied: each sample moves away from, or towards, its nearest centre. */
function widened(dataset: typeof ring, n: number, factor: number): Float32Array {
  const { centres } = dataset.modes!;
  const x = dataset.sample(n, createRng(7));
  for (let row = 0; row < n; row++) {
    const [a, b] = [x[2 * row]!, x[2 * row + 1]!];
    const centre = centres.reduce((best, c) =>
      Math.hypot(a - c[0]!, b - c[1]!) < Math.hypot(a - best[0]!, b - best[1]!) ? c : best,
    );
    x[2 * row] = centre[0]! + factor * (a - centre[0]!);
    x[2 * row + 1] = centre[1]! + factor * (b - centre[1]!);
  }
  return x;
}

describe('the three-deviation rule', () => {
  test('keeps 1 - exp(-9/2) = 0.98889 of the plane and 0.99730 of the line', () => {
    expect(highQualityTarget).toBeCloseTo(0.98889, 5);
    expect(fractionWithin(2)).toBe(highQualityTarget);
    expect(fractionWithin(1)).toBeCloseTo(0.9973, 5); // scipy.stats.norm.cdf(3) * 2 - 1
    expect(() => fractionWithin(3)).toThrow('got 3 dimensions');
  });

  test('leaves a deviation of .974 in the plane and .987 on the line', () => {
    // scipy.stats.truncnorm(-3, 3).std() = 0.98658; in the plane by simulation with 10^6 draws: .9744
    expect(truncatedStd(1)).toBeCloseTo(0.98658, 4);
    const rng = createRng(1);
    let kept = 0;
    let squares = 0;
    for (let i = 0; i < 200_000; i++) {
      const r2 = rng.normal() ** 2 + rng.normal() ** 2;
      if (r2 > 9) continue;
      kept++;
      squares += r2 / 2;
    }
    expect(truncatedStd(2)).toBeCloseTo(Math.sqrt(squares / kept), 2);
    expect(truncatedStd(2)).toBeCloseTo(0.974, 3);
  });

  test('holds for samples of every data set with modes (V18)', () => {
    const n = 100_000;
    for (const dataset of [ring, grid, line]) {
      const counts = countModes(dataset.sample(n, createRng(2)), dataset.modes!);
      const target = fractionWithin(dataset.dim);
      expect(Math.abs(highQuality(counts) - target)).toBeLessThan(4.5 * Math.sqrt((target * (1 - target)) / n));
      expect(Math.abs(withinModeSpread(counts, dataset.modes!) - 1)).toBeLessThan(0.01);
      expect(modesHit(counts)).toBe(dataset.modes!.centres.length);
    }
  });
});

describe('high quality and spread', () => {
  test('a mode 1.5 times too wide keeps 1 - exp(-2) = 0.86466', () => {
    const counts = countModes(widened(ring, 100_000, 1.5), ring.modes!);
    expect(Math.abs(highQuality(counts) - 0.86466)).toBeLessThan(0.005);
    expect(withinModeSpread(counts, ring.modes!)).toBeGreaterThan(1.2);
  });

  test('a mode half as wide scores more than 0.98889, which only the spread gives away', () => {
    const counts = countModes(widened(ring, 20_000, 0.5), ring.modes!);
    expect(highQuality(counts)).toBeGreaterThan(0.9999);
    expect(withinModeSpread(counts, ring.modes!)).toBeCloseTo(0.5 / 0.9744, 2);
  });

  test('a generator that outputs the centres has spread 0', () => {
    const counts = countModes(ring.modes!.centres.flat(), ring.modes!);
    expect([modesHit(counts), highQuality(counts), withinModeSpread(counts, ring.modes!)]).toEqual([8, 1, 0]);
  });
});

describe('mode coverage', () => {
  test('counts a mode from its first sample within three deviations, and not from one just outside', () => {
    const { centres, std } = grid.modes!;
    const near = centres.slice(0, 3).flatMap(([x, y]) => [x! + 2.99 * std, y!]);
    const outside = centres.slice(3, 5).flatMap(([x, y]) => [x!, y! - 3.01 * std]);
    const counts = countModes([...near, ...outside], grid.modes!);
    expect(modesHit(counts)).toBe(3);
    expect(highQuality(counts)).toBe(3 / 5);
  });

  test('total collapse onto one of 25 modes has KL = log 25, and the uniform histogram has 0', () => {
    const { centres } = grid.modes!;
    expect(modeHistogramKl(countModes([...centres[4]!, ...centres[4]!], grid.modes!))).toBeCloseTo(Math.log(25), 12);
    expect(modeHistogramKl(countModes(centres.flat(), grid.modes!))).toBe(0);
  });

  test('unequal true weights are respected', () => {
    const [left, right] = line.modes!.centres as [number[], number[]];
    const counts = countModes([...Array(3).fill(left[0]), ...Array(7).fill(right[0])], line.modes!);
    expect(modeHistogramKl(counts, line.mixture!.weights)).toBeCloseTo(0, 12);
    // .3 log(.3 / .5) + .7 log(.7 / .5)
    expect(modeHistogramKl(counts)).toBeCloseTo(0.3 * Math.log(0.6) + 0.7 * Math.log(1.4), 12);
  });

  test('an honest sample scores (K - 1) / 2n on average (V18)', () => {
    const n = 2500;
    const rng = createRng(3);
    const runs = 200;
    let sum = 0;
    for (let i = 0; i < runs; i++) sum += modeHistogramKl(countModes(grid.sample(n, rng), grid.modes!));
    expect(modeKlFloor(25, n)).toBeCloseTo(0.0048, 12);
    // 2 n KL is nearly chi-squared with 24 degrees: relative standard error sqrt(2 / 24 / runs) = .02
    expect(Math.abs(sum / runs / modeKlFloor(25, n) - 1)).toBeLessThan(0.09);
  });

  test('never leaves its range, whatever the samples', () => {
    const coordinate = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(NaN, Infinity, 1e300));
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 60 }), (rows) => {
        const counts = countModes(rows.flat(), ring.modes!);
        expect(modesHit(counts)).toBeLessThanOrEqual(Math.min(8, counts.kept));
        expect(counts.perMode.reduce((a, b) => a + b)).toBe(counts.kept);
        expect(highQuality(counts)).toBeGreaterThanOrEqual(0);
        expect(highQuality(counts)).toBeLessThanOrEqual(1);
        if (counts.kept > 0) {
          expect(modeHistogramKl(counts)).toBeLessThanOrEqual(Math.log(8) + 1e-12);
          expect(modeHistogramKl(counts)).toBeGreaterThanOrEqual(0);
          expect(withinModeSpread(counts, ring.modes!)).toBeLessThan(3);
        }
      }),
    );
  });

  test('without samples, no mode is hit and the rest is not a number', () => {
    const counts = countModes([], ring.modes!);
    expect(modesHit(counts)).toBe(0);
    expect([highQuality(counts), withinModeSpread(counts, ring.modes!), modeHistogramKl(counts)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });

  test('half a point is refused', () => {
    expect(() => countModes([1, 2, 3], ring.modes!)).toThrow('a multiple of 2 numbers; got 3');
  });
});
