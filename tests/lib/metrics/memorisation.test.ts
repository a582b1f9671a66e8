import { expect, test } from 'vitest';
import { closerStandardError, memorisation } from '../../../src/lib/metrics/memorisation.ts';
import { nearestDistances } from '../../../src/lib/metrics/nearest.ts';
import { createRng } from '../../../src/lib/random.ts';

const dim = 8;
const normals = (n: number, label: string, seed = 1) =>
  createRng(seed)
    .fork(label)
    .normals(n * dim);
const train = normals(200, 'train');
const heldOut = normals(150, 'held out');

test('the nearest of a set is found', () => {
  expect([...nearestDistances([0, 0, 5, 5], [3, 4, 5, 6], 2)]).toEqual([5, 1]);
});

test('held-out data against more held-out data has closer = 1/2 with the standard error of the rank test', () => {
  const runs = 200;
  const values = Array.from(
    { length: runs },
    (_, seed) => memorisation(normals(40, 'x', seed), normals(60, 't', seed), normals(50, 'y', seed), dim).closer,
  );
  const mean = values.reduce((a, b) => a + b) / runs;
  const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (runs - 1));
  const exact = closerStandardError(40, 50);
  expect(Math.abs(mean - 0.5)).toBeLessThan((4.5 * exact) / Math.sqrt(runs));
  expect(Math.abs(spread / exact - 1)).toBeLessThan(4.5 / Math.sqrt(2 * runs));
});

test('copies score ratio 0 and closer 1; copies with a little noise are still seen', () => {
  const copies = train.subarray(0, 100 * dim);
  expect(memorisation(copies, train, heldOut, dim)).toEqual({ ratio: 0, closer: 1 });
  const noise = createRng(5).normals(copies.length);
  const near = memorisation(
    copies.map((v, i) => v + 0.1 * noise[i]!),
    train,
    heldOut,
    dim,
  );
  expect(near.ratio).toBeLessThan(0.2);
  expect(near.closer).toBeGreaterThan(0.99);
});

test('a model that copies a third of the time gives 1/2 + 1/6', () => {
  const mixed = normals(300, 'mixed');
  mixed.set(train.subarray(0, 100 * dim));
  const { closer } = memorisation(mixed, train, heldOut, dim);
  expect(Math.abs(closer - 2 / 3)).toBeLessThan(4.5 * closerStandardError(200, 150));
});

test('samples off the data lie farther than held-out data', () => {
  const { ratio, closer } = memorisation(
    normals(100, 'far').map((v) => 2 * v),
    train,
    heldOut,
    dim,
  );
  expect(ratio).toBeGreaterThan(1.3);
  expect(closer).toBeLessThan(0.2);
});

test('none of the three sets may be empty', () => {
  expect(() => memorisation([], train, heldOut, dim)).toThrow('there are no samples');
  expect(() => memorisation(train, train, [], dim)).toThrow('there are no held-out points');
});
