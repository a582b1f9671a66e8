import { describe, expect, test } from 'vitest';
import {
  createDataset,
  datasetNames,
  loadDataset,
  type Dataset,
  type PointsName,
} from '../../../src/lib/data/index.ts';
import { createRng } from '../../../src/lib/random.ts';

const names = datasetNames.filter((name) => name !== 'digits');
const n = 50_000;

/** The density at the midpoints of a fine grid that covers the data: each point with its log density and its mass. */
function gridOf({ dim, extent, logDensity }: Dataset) {
  const cells = dim === 1 ? 4000 : 240;
  const h = (2 * extent) / cells;
  const at = (i: number) => -extent + (i + 0.5) * h;
  const points = Array.from({ length: cells ** dim }, (_, k) =>
    dim === 1 ? [at(k)] : [at(k % cells), at(Math.floor(k / cells))],
  );
  return points.map((x) => {
    const log = logDensity!(x);
    return { x, log, mass: Math.exp(log) * h ** dim };
  });
}

describe.each(names)('%s', (name: PointsName) => {
  const dataset = createDataset(name);
  const { dim, extent } = dataset;
  const grid = gridOf(dataset);
  const integral = (f: (x: number[]) => number) => grid.reduce((sum, { x, mass }) => sum + mass * f(x), 0);
  const edges = name === 'checkerboard' ? 0.02 : 0; // cells that lie across an edge of the board
  const samples = dataset.sample(n, createRng(1));

  test('is drawn with mean 0 and variance 1, averaged over the axes', () => {
    let squares = 0;
    let fourth = 0;
    for (let axis = 0; axis < dim; axis++) {
      let sum = 0;
      let axisSquares = 0;
      for (let i = axis; i < samples.length; i += dim) {
        sum += samples[i]!;
        axisSquares += samples[i]! ** 2;
        fourth += samples[i]! ** 4 / samples.length;
      }
      expect(Math.abs(sum / n)).toBeLessThan(5 * Math.sqrt(axisSquares / n / n));
      squares += axisSquares / samples.length;
    }
    expect(Math.abs(squares - 1)).toBeLessThan(5 * Math.sqrt((fourth - squares ** 2) / n) + 1e-12);
  });

  test('has a density that integrates to one, with mean 0 and variance 1 exactly', () => {
    const tolerance = 1e-3 + edges;
    expect(Math.abs(integral(() => 1) - 1)).toBeLessThan(tolerance);
    for (let axis = 0; axis < dim; axis++) expect(Math.abs(integral((x) => x[axis]!))).toBeLessThan(tolerance);
    expect(Math.abs(integral((x) => x.reduce((sum, v) => sum + v * v, 0) / dim) - 1)).toBeLessThan(10 * tolerance);
  });

  test('has samples that follow its density: the mean log density is minus the entropy', () => {
    let sum = 0;
    let squares = 0;
    const count = 10_000;
    for (let row = 0; row < count; row++) {
      const y = dataset.logDensity!(samples.subarray(row * dim, (row + 1) * dim));
      sum += y;
      squares += y * y;
    }
    const minusEntropy = grid.reduce((total, { log, mass }) => total + (mass > 0 ? mass * log : 0), 0);
    const standardError = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2) / count);
    expect(Math.abs(sum / count - minusEntropy)).toBeLessThan(5 * standardError + 0.003 + edges);
  });

  test('fills each of eight columns as its density says', () => {
    const width = (2 * extent) / 8;
    for (let column = 0; column < 8; column++) {
      const from = -extent + column * width;
      const inside = (x: number) => x >= from && x < from + width;
      let hits = 0;
      for (let i = 0; i < samples.length; i += dim) if (inside(samples[i]!)) hits++;
      const mass = integral((x) => (inside(x[0]!) ? 1 : 0));
      expect(Math.abs(hits / n - mass)).toBeLessThan(5 * Math.sqrt((mass * (1 - mass)) / n) + 0.002 + edges);
    }
  });

  test('lies inside the square that a figure draws, with air around it', () => {
    const outside = samples.reduce((count, value) => count + (Math.abs(value) > extent ? 1 : 0), 0);
    expect(outside / samples.length).toBeLessThan(1e-3);
    expect(samples.some((value) => Math.abs(value) > extent / 2)).toBe(true);
  });

  test('is the same for the same seed and new for another', () => {
    expect(dataset.sample(10, createRng(1))).toEqual(dataset.sample(10, createRng(1)));
    expect(dataset.sample(10, createRng(2))).not.toEqual(dataset.sample(10, createRng(1)));
    expect(dataset.sample(0, createRng(1))).toHaveLength(0);
  });
});

test('the ring has eight modes on a circle of radius 2 with deviation 0.1, in raw units', () => {
  const { modes, scale, mean } = createDataset('ring');
  expect(modes!.centres).toHaveLength(8);
  for (const centre of modes!.centres) expect(Math.hypot(...centre) * scale).toBeCloseTo(2, 12);
  expect(modes!.std * scale).toBeCloseTo(0.1, 14);
  expect(Math.hypot(...mean)).toBeLessThan(1e-12);
  expect(scale).toBeCloseTo(Math.sqrt(2 ** 2 / 2 + 0.1 ** 2), 13); // radius^2 / 2 along each axis, plus the mode's own
});

test('the grid has twenty-five modes two apart with deviation 0.05; its mode deviation is .0177 standardised', () => {
  const { modes, scale, mean } = createDataset('grid25');
  const raw = modes!.centres.map((centre) => centre.map((c) => Math.round((c * scale + mean[0]!) * 1e9) / 1e9));
  const lattice = [-4, -2, 0, 2, 4];
  expect(new Set(raw.map(String)).size).toBe(25);
  expect(raw.every((centre) => centre.every((c) => lattice.includes(c)))).toBe(true);
  expect(scale).toBeCloseTo(Math.sqrt(8 + 0.0025), 12);
  expect(modes!.std).toBeCloseTo(0.0177, 4);
});

test('the two Gaussians sit at -1.5 and 1.5 with deviation 1/2, in raw units', () => {
  const { modes, scale, mean } = createDataset('twoGaussians');
  const raw = modes!.centres.map((centre) => centre.map((c, i) => c * scale + mean[i]!));
  expect(raw).toEqual([
    [expect.closeTo(-1.5, 12), expect.closeTo(0, 12)],
    [expect.closeTo(1.5, 12), expect.closeTo(0, 12)],
  ]);
  expect(modes!.std * scale).toBeCloseTo(0.5, 12);
});

test('the curves have the exact means of their continuous originals', () => {
  // Half circles are symmetric about x = 1/2 and about y = 1/4. For the roll, E[angle cos angle] over [3 pi / 2, 9 pi / 2]
  // is (cos b + b sin b - cos a - a sin a) / (3 pi) = (9 pi / 2 + 3 pi / 2) / (3 pi) = 2, and E[angle sin angle] = 2 / (3 pi).
  const means = (name: PointsName) => createDataset(name).mean;
  expect(means('moons')).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.25, 4)]);
  expect(means('swissRoll')).toEqual([expect.closeTo(2, 3), expect.closeTo(2 / (3 * Math.PI), 3)]);
  expect(means('spiral')).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
});

test('the two modes on the line weigh .3 and .7', () => {
  const { mixture, mean, scale } = createDataset('line');
  expect(mixture!.weights).toEqual([0.3, 0.7]);
  expect(mixture!.means.map(([m]) => m! * scale + mean[0]!)).toEqual([expect.closeTo(-2), expect.closeTo(2)]);
});

test('the checkerboard fills exactly half of its cells, corner cells on one diagonal only', () => {
  const { logDensity, scale } = createDataset('checkerboard');
  const filled = (x: number, y: number) => logDensity!([x / scale, y / scale]) > -Infinity;
  expect([filled(-1.5, -1.5), filled(1.5, 1.5), filled(-1.5, 1.5), filled(1.5, -1.5)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(filled(2.01, 0.5)).toBe(false);
  let count = 0;
  for (const x of [-1.5, -0.5, 0.5, 1.5]) for (const y of [-1.5, -0.5, 0.5, 1.5]) if (filled(x, y)) count++;
  expect(count).toBe(8);
});

test('an unknown name is refused with the names that exist', async () => {
  expect(() => createDataset('torus' as PointsName)).toThrow('No data set is called "torus". There are ring, grid25');
  await expect(loadDataset('torus' as PointsName, '')).rejects.toThrow('torus');
});
