import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ganArms, lossStudy, sides } from '../../src/lib/book/lossStudy.ts';
import type { Study } from '../../src/lib/book/studies.ts';

const arm = (name: string, penalty?: string) => ({
  name,
  title: name,
  model: 'gan',
  config: { penalty },
  samplings: [],
});
const run = (name: string, modes: number, hq: number, fault: string | null = null) => ({
  arm: name,
  fault,
  samplings: [{ metrics: { modes, hq } }],
});
const study = {
  arms: [arm('a'), arm('b', 'r1'), arm('c', 'none'), arm('d', 'gradientPenalty'), { ...arm('e'), model: 'ddpm' }],
  results: [
    run('a', 2, 0.9),
    run('a', 4, 0.7),
    run('b', 7, 0.5),
    run('b', 0, 0, 'it broke'),
    run('c', 1, 1),
    run('d', 6, 0.8),
    run('e', 8, 1),
  ],
} as unknown as Study;

test('recipes are those of GANs, held if a penalty on the slope is among their settings, and failed runs do not count', () => {
  const arms = ganArms(study);
  expect(arms.map(({ name, held, runs }) => [name, held, runs.length])).toEqual([
    ['a', false, 2],
    ['b', true, 1],
    ['c', false, 1],
    ['d', true, 1],
  ]);
  expect(sides(arms)).toEqual({ held: { worst: 6, hq: { least: 0.5, most: 0.8 } }, free: { best: 3 } });
});

test('the table has a row for each GAN of the committed study of the ring', () => {
  const ring = JSON.parse(readFileSync('public/runs/study-ring.json', 'utf8')) as Study;
  const gans = ring.arms.filter(({ model }) => model === 'gan');
  expect(lossStudy.rows.map(({ title }) => title)).toEqual(gans.map(({ title }) => title));
  expect(lossStudy.seeds.ring).toBe(ring.seeds.length);
  const first = ring.results.filter((result) => result.arm === gans[0]!.name);
  const modes = first.map(({ samplings }) => samplings[0]!.metrics.modes!);
  const mean = modes.reduce((sum, v) => sum + v, 0) / modes.length;
  expect(lossStudy.rows[0]!.cells.ring.modes).toMatch(new RegExp(`^${mean.toFixed(1)}`));
});
