import { expect, test } from 'vitest';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import {
  alphaBarOf,
  geometricSigmas,
  karrasSigmas,
  nearestTime,
  scheduleSigmas,
  sigmaOf,
  snapSigmas,
} from '../../../src/lib/diffusion/sigmas.ts';

const linear = createSchedule('linear', 1000);

test('sigma and alphaBar translate into one another: variance of noise over variance of signal', () => {
  for (const ab of [0.999, 0.5, 4e-5]) {
    expect(sigmaOf(ab) ** 2).toBeCloseTo((1 - ab) / ab, 8);
    expect(alphaBarOf(sigmaOf(ab)) / ab).toBeCloseTo(1, 12);
  }
});

test('the grid of Karras et al. falls from 80 to .002 and then to 0, even in the seventh root', () => {
  const grid = karrasSigmas(18);
  expect(grid).toHaveLength(19);
  expect(grid[0]).toBeCloseTo(80, 10);
  expect(grid[17]).toBeCloseTo(0.002, 12);
  expect(grid[18]).toBe(0);
  // python3: [(80**(1/7) + i/17*(.002**(1/7) - 80**(1/7)))**7 for i in (1, 9)]
  expect(grid[1]).toBeCloseTo(57.58598472124816, 9);
  expect(grid[9]).toBeCloseTo(1.9233398370400518, 9);
  const roots = grid.slice(0, 18).map((sigma) => sigma ** (1 / 7));
  roots.slice(2).forEach((r, i) => expect(r - 2 * roots[i + 1]! + roots[i]!).toBeCloseTo(0, 12));
});

test('a single step starts at the top', () => {
  expect(karrasSigmas(1)[0]).toBeCloseTo(80, 10);
  expect(karrasSigmas(1)[1]).toBe(0);
});

test('a geometric grid has one ratio', () => {
  const grid = geometricSigmas(9, 10, 0.01);
  expect(grid).toHaveLength(10);
  grid.slice(1).forEach((sigma, i) => expect(sigma / grid[i]!).toBeCloseTo(0.001 ** (1 / 9), 12));
});

test('the level nearest to a level of the schedule is itself, and snapping a grid stays inside the schedule', () => {
  for (const t of [1, 2, 500, 999, 1000]) {
    expect(nearestTime(linear, sigmaOf(alphaBar(linear, t)))).toBe(t);
  }
  expect(nearestTime(linear, 1e-9)).toBe(1);
  expect(nearestTime(linear, 1e9)).toBe(1000);
  const snapped = snapSigmas(linear, karrasSigmas(18));
  const own = new Set(
    scheduleSigmas(
      linear,
      Array.from({ length: 1000 }, (_, i) => i + 1),
    ),
  );
  expect(snapped.every((sigma) => own.has(sigma))).toBe(true);
  snapped.slice(1).forEach((sigma, i) => expect(sigma).toBeLessThan(snapped[i]!));
  expect(snapped.at(-1)).toBe(0);
});

test('an impossible grid is refused with what was asked', () => {
  expect(() => karrasSigmas(0)).toThrow('at least 1 step; got 0');
  expect(() => karrasSigmas(5, { sigmaMin: 0 })).toThrow('got 0 and 80');
  expect(() => karrasSigmas(5, { sigmaMin: 90 })).toThrow('0 < sigmaMin <= sigmaMax');
});
