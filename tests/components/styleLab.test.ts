import { expect, test } from 'vitest';
import { latentsOf, noiseEffect, noiseOf, ranges, readingOf, sameCurve, start, sweepFrom, tableRows, withCorner } from '../../src/components/demos/styleLab/lab.ts'; // prettier-ignore
import { narrate, partOf, tableTitle } from '../../src/components/demos/styleLab/narrate.ts';

test('a sweep goes through the average, to the end of the slider, and back to where it began', () => {
  const way = sweepFrom(0.65);
  expect(way).toContain(0);
  expect(Math.max(...way)).toBe(ranges.psi.max);
  expect(way.at(-1)).toBe(start.psi);
  const steps = way.slice(1).map((psi, i) => Math.abs(psi - way[i]!));
  expect(Math.max(...steps)).toBeLessThan(0.0501);
  expect(sweepFrom(0)[0]).toBe(0.05);
});

test('the table has an empty corner, its margins are unmixed, and a cell has the row’s coarse and the column’s fine style', () => {
  const cells = tableRows(3);
  const latents = latentsOf(3);
  expect(cells).toHaveLength(35);
  expect(cells[0]).toBeNull();
  expect(cells.slice(1, 7).map((cell) => cell!.coarse)).toEqual(latents.slice(4, 10));
  expect(cells[7 * 2]).toEqual({ coarse: latents[1], fine: latents[1] });
  expect(cells[7 * 2 + 3]).toEqual({ coarse: latents[1], fine: latents[6] });
  expect([...withCorner([5, 6], 2, -1)]).toEqual([-1, -1, 5, 6]);
  expect(new Set([...latentsOf(3), ...latentsOf(4)]).size).toBe(200);
});

test('a reading counts kinds, confidence and distance over the real one', () => {
  const rows = [0, 1, 1].flatMap((k) => Array.from({ length: 10 }, (_, i) => (i === k ? 0.91 : 0.01)));
  expect(readingOf(0.5, [0, 0, 3, 0, 0, 4], 2, rows, 8)).toEqual({
    psi: 0.5,
    diversity: 0.5,
    confidence: expect.closeTo(0.91, 12) as number,
    classes: 2,
  });
});

test('the effect of the noise is a root mean square over the range, and words say how small', () => {
  expect(noiseEffect([1, 2, 9], [0, 2], 2)).toBeCloseTo(Math.sqrt(0.5) / 2, 12);
  expect(partOf(0.0004)).toBe('1 part in 2,500');
  expect(partOf(0.25)).toBe('0.250');
  expect(partOf(0)).toBe('nothing');
  expect(noiseOf({ ...start, noise: false, seed: 5 })).toBeNull();
  expect(sameCurve(start, { ...start, psi: 0, crossover: 3 })).toBe(true);
  expect(sameCurve(start, { ...start, noise: false })).toBe(false);
});

test('it says what truncation did, and not that it helped where it did not', () => {
  const at = (psi: number, diversity: number, confidence: number, classes: number) => ({ psi, diversity, confidence, classes }); // prettier-ignore
  const tell = (reading: ReturnType<typeof at>) =>
    narrate({ from: 'live', settings: start, reading, whole: at(1, 0.9, 0.944, 10), real: { confidence: 0.997 } });
  expect(tell(at(0, 0, 1, 1))).toContain('all images are one');
  expect(tell(at(0.5, 0.67, 0.887, 8))).toMatch(/sees eight of the digits.*less sure.*between two digits/);
  expect(tell(at(0.1, 0.18, 0.999, 2))).toMatch(/surer.*few kinds/);
  expect(tell(at(1, 0.9, 0.944, 10))).toContain('sees all ten of the digits');
  expect(tableTitle(0)).toMatch(/^Columns/);
  expect(tableTitle(2)).toBe('Rows give the style of the first two layers, columns the rest');
});
