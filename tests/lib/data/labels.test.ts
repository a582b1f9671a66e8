import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDataset, createDigits, datasetNames } from '../../../src/lib/data/index.ts';
import { createRng } from '../../../src/lib/random.ts';

const digits = () => createDigits(new Uint8Array(readFileSync('public/data/digits-8x8.bin')));
const labelled = datasetNames
  .map((name) => (name === 'digits' ? digits() : createDataset(name)))
  .filter((dataset) => dataset.labels);
const n = 20_000;

test('classes are known where the data has some', () => {
  expect(labelled.map(({ name, labels }) => [name, labels!.count])).toEqual([
    ['ring', 8],
    ['grid25', 25],
    ['moons', 2],
    ['twoGaussians', 2],
    ['line', 2],
    ['digits', 10],
  ]);
});

describe.each(labelled.map((dataset) => [dataset.name, dataset] as const))('%s', (_, dataset) => {
  const { count, names, sample } = dataset.labels!;

  test('draws the same points as without labels', () => {
    const { x, labels } = sample(500, createRng(4));
    expect(x).toEqual(dataset.sample(500, createRng(4)));
    expect(labels).toHaveLength(500);
    expect(labels).toBeInstanceOf(Int32Array);
  });

  test('names each class, differently', () => {
    expect(new Set(names).size).toBe(count);
  });

  test('gives every class its share', () => {
    const { labels } = sample(n, createRng(5));
    const seen = new Array<number>(count).fill(0);
    labels.forEach((label) => seen[label]!++);
    const images = dataset.images?.labels;
    const exact = (label: number) => {
      if (images) return images.reduce((sum, other) => sum + (other === label ? 1 : 0), 0) / images.length;
      return dataset.name === 'moons' ? 0.5 : dataset.mixture!.weights[label]!;
    };
    seen.forEach((hits, label) => {
      const p = exact(label);
      expect(Math.abs(hits / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
    });
  });
});

test('a point of a mixture lies around the mean that its label names', () => {
  for (const { name, mixture, labels, dim } of labelled.filter((dataset) => dataset.modes)) {
    const { x, labels: classes } = labels!.sample(2000, createRng(6));
    classes.forEach((k, row) => {
      const mean = mixture!.means[k]!;
      const distance = Math.hypot(...mean.map((m, i) => x[row * dim + i]! - m));
      expect(distance, name).toBeLessThan(5.5 * mixture!.stds[k]!);
    });
  }
});

test('a moon’s label is the arc that the point lies on', () => {
  const { labels, scale, mean } = createDataset('moons');
  const { x, labels: arcs } = labels!.sample(2000, createRng(7));
  arcs.forEach((arc, row) => {
    const [px, py] = [x[2 * row]! * scale + mean[0]!, x[2 * row + 1]! * scale + mean[1]!];
    const radius = arc === 0 ? Math.hypot(px, py) : Math.hypot(px - 1, py - 0.5);
    expect(Math.abs(radius - 1)).toBeLessThan(0.45);
  });
});
