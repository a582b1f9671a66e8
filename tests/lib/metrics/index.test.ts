import { describe, expect, test } from 'vitest';
import { createDataset, loadDataset } from '../../../src/lib/data/index.ts';
import {
  highQualityTarget,
  measure,
  pointMetricNames,
  perfectBands,
  quantile,
} from '../../../src/lib/metrics/index.ts';
import { createRng } from '../../../src/lib/random.ts';

const ring = createDataset('ring');
const real = ring.sample(1000, createRng(1));

describe('measuring', () => {
  test('gives every metric for data with modes, in the order of their names', () => {
    const values = measure(ring, ring.sample(1000, createRng(2)), real, createRng(3));
    expect(Object.keys(values)).toEqual([...pointMetricNames]);
    expect(values.modes).toBe(8);
  });

  test('leaves out the mode metrics for data without modes, and for images', async () => {
    const moons = createDataset('moons');
    const digits = await loadDataset('digits', 'public/');
    for (const dataset of [moons, digits]) {
      const x = dataset.sample(50, createRng(1));
      const y = dataset.sample(70, createRng(2));
      expect(Object.keys(measure(dataset, x, y, createRng(3)))).toEqual(['mmd', 'swd']);
    }
  });

  test('sees each kind of failure in the metric that is for it', () => {
    const bands = perfectBands(ring, 1000, createRng(4));
    const outside = (samples: Float32Array) => {
      const values = measure(ring, samples, real, createRng(5));
      return pointMetricNames.filter(
        (name) => values[name]! < bands[name]!.low - 0.02 || values[name]! > bands[name]!.high + 0.02,
      );
    };
    const fresh = ring.sample(1000, createRng(6));
    const half = Float32Array.from(real.filter((_, i) => real[i - (i % 2)]! > 0));
    expect(outside(fresh)).toEqual([]);
    expect(outside(half)).toEqual(expect.arrayContaining(['modes', 'modeKl', 'mmd', 'swd']));
    expect(outside(fresh.map((v) => v * 1.2))).toEqual(expect.arrayContaining(['hq', 'swd']));
    expect(outside(createRng(7).normals(2000))).toEqual(expect.arrayContaining(['hq', 'swd', 'mmd']));
  });

  test('counts diverged samples as misses and leaves out what they have no distance for', () => {
    const samples = real.slice();
    samples.fill(NaN, 0, 1000);
    const values = measure(ring, samples, real, createRng(1));
    expect(values.hq).toBeLessThan(0.51);
    expect(Object.keys(values)).toEqual(['modes', 'hq', 'spread', 'modeKl']);
    expect(measure(ring, samples.fill(NaN), real, createRng(1))).toEqual({ modes: 0, hq: 0 });
  });

  test('takes no samples, one sample, and unequal numbers', () => {
    expect(measure(ring, new Float32Array(0), real, createRng(1))).toEqual({ modes: 0 });
    expect(Object.keys(measure(ring, real.slice(0, 2), real, createRng(1)))).toContain('swd');
    expect(Object.keys(measure(ring, real.slice(0, 40), real, createRng(1)))).toEqual([...pointMetricNames]);
    expect(() => measure(ring, real.slice(0, 3), real, createRng(1))).toThrow('a multiple of 2');
  });
});

describe('the perfect-sampler bands', () => {
  test('hold the known targets: 8 modes, 0.98889, spread 1, KL 7 / 2n, MMD 0', () => {
    const bands = perfectBands(ring, 1000, createRng(8));
    expect(bands.modes).toEqual({ median: 8, low: 8, high: 8 });
    const within = (name: 'hq' | 'spread' | 'modeKl' | 'mmd', value: number) => {
      expect(bands[name]!.low).toBeLessThan(value);
      expect(bands[name]!.high).toBeGreaterThan(value);
    };
    within('hq', highQualityTarget);
    within('spread', 1);
    within('modeKl', 7 / 2000);
    within('mmd', 0);
    expect(bands.swd!.low).toBeGreaterThan(0);
  });

  test('narrow as samples are added', () => {
    const width = (n: number) => {
      const { low, high } = perfectBands(ring, n, createRng(9)).hq!;
      return high - low;
    };
    expect(width(4000)).toBeLessThan(0.7 * width(400)); // sqrt(10) on average
  });

  test('are the same for the same seed', () => {
    expect(perfectBands(ring, 200, createRng(1), 5)).toEqual(perfectBands(ring, 200, createRng(1), 5));
  });
});

test('quantiles interpolate as R and NumPy do by default', () => {
  // np.quantile([1, 2, 4, 8], [0, .05, .5, .95, 1])
  expect([0, 0.05, 0.5, 0.95, 1].map((p) => quantile([1, 2, 4, 8], p))).toEqual([
    1,
    expect.closeTo(1.15),
    3,
    expect.closeTo(7.4),
    8,
  ]);
});
