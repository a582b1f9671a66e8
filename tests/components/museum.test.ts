import { describe, expect, test } from 'vitest';
import { exhibits, findExhibit } from '../../src/components/demos/museum/exhibits/index.ts';
import { width } from '../../src/components/demos/museum/exhibits/lastNoise.ts';
import { plantedBugs } from '../mutants/index.ts';
import { mutants } from '../mutants/samplers.ts';
import { findClaim } from '../../src/lib/claims/index.ts';

const end = (id: string, planted: boolean, key: string, seed = 1) =>
  [...findExhibit(id).run(seed, planted)].at(-1)!.values[key]!;

/** Where a run with the fault ends and where a sound one does, and what lies between them. */
const rooms: [id: string, key: string, planted: [number, number], sound: [number, number]][] = [
  ['flat-loss', 'loss', [0.9, 1.15], [0.2, 0.3]],
  ['last-noise', 'width', [1.3, 1.6], [0.9, 1.15]],
  ['unscaled', 'share', [0, 0.006], [0.012, 0.028]],
  ['double-sigmoid', 'fake', [0.5, 0.6], [0.18, 0.27]],
  ['trains-d', 'real', [0.63, 0.7], [0.47, 0.53]],
  ['third-of-data', 'kl', [0, 0.02], [1, 1.2]],
];

describe.each(rooms)('%s', (id, key, planted, sound) => {
  test.each([1, 2, 3])('the fault shows, and without it the run ends where it should, seed %i', (seed) => {
    const [wrong, right] = [end(id, true, key, seed), end(id, false, key, seed)];
    expect(wrong).toBeGreaterThanOrEqual(planted[0]);
    expect(wrong).toBeLessThanOrEqual(planted[1]);
    expect(right).toBeGreaterThanOrEqual(sound[0]);
    expect(right).toBeLessThanOrEqual(sound[1]);
  });
  test('a seed names a run, and the two runs differ in the fault alone', () => {
    expect(end(id, true, key)).toBe(end(id, true, key));
    const first = (fault: boolean) => findExhibit(id).run(1, fault).next().value!;
    expect(first(true).points).toEqual(first(false).points);
  });
  test('has one right answer, a reply to each, and a test that exists', () => {
    const { answers, caught, tell, run } = findExhibit(id);
    expect(answers.filter(({ right }) => right)).toHaveLength(1);
    expect(answers.every(({ reply }) => /[.?]$/.test(reply))).toBe(true);
    const known = [...plantedBugs, ...mutants].some((bug) => bug.id === caught.id) || findClaim(caught.id);
    expect(known).toBeTruthy();
    const [start, later] = [...run(1, true)].slice(0, 2);
    expect(tell(start!, null)).toMatch(/Press /);
    expect(tell(later!, later!)).not.toMatch(/NaN|undefined/);
  });
});

test('every room is tested, and an unknown one is told', () => {
  expect(exhibits.map(({ id }) => id).sort()).toEqual(rooms.map(([id]) => id).sort());
  expect(() => findExhibit('no')).toThrow('There is no fault "no". There are flat-loss,');
});

test('the width of points on the modes themselves is zero, and of a sample of the data about one', () => {
  expect(width(Float64Array.from(findExhibit('last-noise').picture!.centres.flat()))).toBeCloseTo(0, 12);
});
