import { beforeAll, describe, expect, it } from 'vitest';
import { describe as spoken, heunLoses, narrate, type Told } from '../../src/components/demos/solverRace/narrate.ts';
import { paintErrors, paintPlane, paintQuality } from '../../src/components/demos/solverRace/pictures.ts';
import { walkPaths } from '../../src/components/demos/solverRace/paths.ts';
import {
  bandKey,
  distances,
  emptyMemory,
  evenPoints,
  inBand,
  race,
  resultsOf,
  slope,
  type Mark,
  type Memory,
} from '../../src/components/demos/solverRace/race.ts';
import {
  dataOf,
  followsFlow,
  metricNames,
  rows,
  solverNames,
  start,
  stepsOf,
  type Settings,
} from '../../src/components/demos/solverRace/scene.ts';
import { freeze, thaw } from '../../src/components/demos/solverRace/store.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';

function run(settings: Settings, memory = emptyMemory()): { memory: Memory; slices: number; last: number } {
  let [slices, last] = [0, 0];
  for (const progress of race(settings, memory)) {
    expect(progress).toBeGreaterThanOrEqual(last - 1e-9);
    [slices, last] = [slices + 1, progress];
  }
  return { memory, slices, last };
}
const toldOf = (settings: Settings, memory: Memory, progress: number | null = 1): Told => ({
  settings,
  metric: 'hq',
  evaluations: 17,
  results: resultsOf(settings, memory),
  band: memory.bands.get(bandKey(settings)),
  progress,
});

let memory: Memory;
beforeAll(() => {
  const raced = run(start);
  memory = raced.memory;
  expect(raced.last).toBeCloseTo(1, 6);
});

describe('the race', () => {
  it('measures the orders of the theorem: one for Euler, two for Heun', () => {
    const { euler, heun } = resultsOf(start, memory);
    expect(Math.abs(slope(euler)! + 1)).toBeLessThan(0.1);
    expect(Math.abs(slope(heun)! + 2)).toBeLessThan(0.3);
    expect(heunLoses(resultsOf(start, memory))).toBeLessThan(65);
  });

  it('finds DDIM without noise and Euler to be the same, to the last digits', () => {
    const { euler, ddim } = resultsOf(start, memory);
    euler.forEach((mark, i) => {
      for (const key of ['error', ...metricNames] as const) expect(ddim[i]![key]).toBeCloseTo(mark[key]!, 9);
    });
  });

  it('holds no noisy solver against the flow, and gives Heun and churn as many evaluations as the others', () => {
    const { ddpm, churn } = resultsOf(start, memory);
    expect([...ddpm, ...churn].every(({ error }) => error === null)).toBe(true);
    for (const evaluations of rows) expect(2 * stepsOf('heun', evaluations) - 1).toBe(evaluations);
    expect(followsFlow('ddim', { ...start, eta: 0.1 })).toBe(false);
    expect(followsFlow('churn', { ...start, churn: 0 })).toBe(true);
  });

  it('measures only what a change asks for: a new eta costs one solver, and the rest stands', () => {
    const changed = { ...start, eta: 1 };
    const before = resultsOf(start, memory).heun;
    const { slices } = run(changed, memory);
    expect(slices).toBe(rows.reduce((sum, n) => sum + n + 2, 0)); // frames of the walk, its start, and the mark
    expect(resultsOf(changed, memory).heun).toBe(before);
    expect(run(changed, memory).slices).toBe(0);
  });

  it('spreads the points that stand for the data evenly: mean and width of every mode are the true ones', () => {
    const { data } = dataOf('ring');
    const { centres, std } = data.modes!;
    const points = evenPoints(data, 1000);
    centres.forEach(([x, y], k) => {
      let [mx, squares] = [0, 0];
      for (let i = 125 * k; i < 125 * (k + 1); i++) {
        mx += (points[2 * i]! - x!) / 125;
        squares += ((points[2 * i]! - x!) ** 2 + (points[2 * i + 1]! - y!) ** 2) / 250;
      }
      expect(Math.abs(mx) / std).toBeLessThan(0.1);
      expect(Math.sqrt(squares) / std).toBeCloseTo(1, 1);
    });
  });

  it('travels with the page as text and comes back', () => {
    const back = thaw(freeze(memory));
    expect(resultsOf(start, back).heun.map(({ evaluations }) => evaluations)).toEqual(rows);
    expect(slope(resultsOf(start, back).heun)).toBeCloseTo(slope(resultsOf(start, memory).heun)!, 4);
    expect(thaw('{').marks.size).toBe(0);
    expect(thaw(null).marks.size).toBe(0);
  });
});

describe('slopes and bands', () => {
  const marks = (errors: (number | null)[]): Mark[] =>
    errors.map((error, i) => ({ evaluations: rows[i]!, error, swd: error, hq: 0.99, spread: 1 }));
  it('reads an exact power, over the last three, and none where there are fewer', () => {
    expect(slope(marks(rows.map((n) => 7 * n ** -1.5)))).toBeCloseTo(-1.5, 12);
    expect(slope(marks([1, 1, 1, ...rows.slice(3).map((n) => n ** -2)]))).toBeCloseTo(-2, 12);
    expect(slope(marks([0.1, 0.2]))).toBeNull();
  });
  it('asks a solver to stay in the band, not to pass through it', () => {
    const band = { swd: { low: 0.1, high: 0.2 }, hq: { low: 0, high: 1 }, spread: { low: 0, high: 1 } };
    expect(inBand(marks([0.15, 0.3, 0.2, 0.05]), 'swd', band)).toBe(17); // a distance cannot be too small
    expect(inBand(marks([0.3, 0.3]), 'swd', band)).toBeNull();
    expect(inBand(marks([0.1]), 'swd', undefined)).toBeNull();
  });
});

describe('the paths', () => {
  it('begin with the size of noise, are there for every solver, and those of Heun end in the rings', () => {
    const paths = [...walkPaths(start, 65)].at(-1)!;
    for (const name of solverNames) expect(paths.frames[name]).toHaveLength(stepsOf(name, 65) + 1);
    const first = paths.frames.heun![0]!;
    const size = Math.sqrt(first.reduce((sum, v) => sum + v ** 2, 0) / first.length);
    expect(Math.abs(size - 1)).toBeLessThan(4.5 / Math.sqrt(2 * first.length));
    const off = distances(paths.frames.heun!.at(-1)!, paths.ends!).sort();
    expect(off[20]).toBeLessThan(0.01);
  });
});

describe('the sentence', () => {
  it('tells the orders, what comes first, and what the linear schedule does to them', () => {
    expect(narrate(toldOf(start, emptyMemory(), null))).toContain('Press Race');
    expect(narrate(toldOf(start, emptyMemory(), 0.1))).toContain('exact flow');
    expect(narrate(toldOf(start, memory))).toMatch(/order one and order two.*Heun is no better.*band of a perfect/s);
    const told = toldOf(start, memory);
    const heun = told.results.heun.map((mark) => ({ ...mark, error: 3 / mark.evaluations }));
    expect(narrate({ ...told, results: { ...told.results, heun } })).toContain('the last step is the error');
    expect(spoken(toldOf(start, memory))).toMatch(/At 17 evaluations, part in modes: DDPM \d/);
  });
});

describe('the pictures', () => {
  it('are drawn with nothing measured and with everything', () => {
    const paths = [...walkPaths(start, 17)].at(-1)!;
    for (const results of [resultsOf(start, emptyMemory()), resultsOf(start, memory)]) {
      for (const width of [320, 416]) {
        const pen = new SvgPen('t');
        let above = paintErrors(pen, width, 260, fallbackTheme, results, 17);
        for (const metric of metricNames)
          above += paintQuality(pen, width, 260, fallbackTheme, results, metric, memory.bands.get(bandKey(start)), 17);
        for (const solver of solverNames)
          above += paintPlane(pen, 180, 180, fallbackTheme, {
            settings: start,
            solver,
            paths,
            travelled: 0.4,
            follows: true,
          });
        expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });
});
