import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cloudOf, offerDigits, placed } from '../../src/components/demos/linearVae/clouds.ts';
import { Fit, sane, start, type Settings } from '../../src/components/demos/linearVae/fit.ts';
import { describe as spoken, narrate, small } from '../../src/components/demos/linearVae/narrate.ts';
import {
  paintColumns,
  paintGaps,
  paintLadder,
  paintPlane,
  paintVariances,
} from '../../src/components/demos/linearVae/pictures.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';

function climb(settings: Partial<Settings> = {}, steps = Infinity): Fit {
  const fit = new Fit({ ...start, ...settings });
  while (!fit.done && fit.step < steps) fit.advance();
  return fit;
}

beforeAll(() => offerDigits(new Uint8Array(readFileSync('public/data/digits-8x8.bin'))));

describe('the clouds', () => {
  it('have exactly the covariance that they say, and principal directions that are orthonormal', () => {
    for (const name of ['plane', 'space'] as const) {
      const { points, lambdas } = cloudOf(name)!;
      const n = points.length / 2;
      let [xx, xy, yy] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        xx += points[2 * i]! ** 2 / n;
        xy += (points[2 * i]! * points[2 * i + 1]!) / n;
        yy += points[2 * i + 1]! ** 2 / n;
      }
      expect(xx).toBeCloseTo(lambdas[0]!, 10);
      expect(xy).toBeCloseTo(0, 10);
      expect(yy).toBeCloseTo(lambdas[1]!, 10);
    }
    const { lambdas, directions } = cloudOf('digits')!;
    expect(lambdas.reduce((sum, v) => sum + v, 0)).toBeLessThan(64); // one mean of all pixels was taken off before
    expect([...lambdas]).toEqual([...lambdas].sort((a, b) => b - a));
    const dot = (i: number, j: number) =>
      directions!.subarray(64 * i, 64 * (i + 1)).reduce((sum, v, m) => sum + v * directions![64 * j + m]!, 0);
    expect(dot(0, 0)).toBeCloseTo(1, 10);
    expect(dot(0, 1)).toBeCloseTo(0, 10);
  });

  it('turn without stretching', () => {
    const [x, y] = placed(cloudOf('plane')!, 3, 4);
    expect(Math.hypot(x, y)).toBeCloseTo(5, 12);
  });
});

describe('the climb', () => {
  it('ends on probabilistic PCA from every seed, with its columns on the principal directions', () => {
    for (const seed of [1, 2, 3, 4]) {
      const fit = climb({ seed });
      expect(fit.ladder.bound).toBeCloseTo(fit.best, 6);
      expect(fit.variance).toBeCloseTo(0.25, 5);
      expect(fit.off).toBeLessThan(0.1);
      expect(fit.columns.map(({ axis }) => axis).sort()).toEqual([0, 1]);
      expect(narrate(fit)).toContain('reached the best likelihood');
    }
  });

  it('with a full encoder leaves the columns oblique, and a diagonal one then turns them without changing the likelihood', () => {
    const fit = climb({ encoder: 'full' });
    expect(fit.ladder.bound).toBeCloseTo(fit.best, 6);
    expect(fit.off).toBeGreaterThan(3);
    expect(narrate(fit)).toContain('a full q does not mind');
    fit.change({ beta: 1, encoder: 'diagonal' });
    expect(fit.ladder.approximation).toBeGreaterThan(1e-4);
    expect(fit.history.approximation.at(-1)).toBe(fit.ladder.approximation); // told at once
    expect(fit.lately).toBe(0);
    expect(fit.done).toBe(false);
    while (!fit.done) fit.advance();
    expect(fit.off).toBeLessThan(0.1);
    expect(fit.ladder.bound).toBeCloseTo(fit.best, 6);
  });

  it('gives up a direction where theory says so', () => {
    const fit = climb({ beta: 1.5 });
    expect(fit.target.kept).toBe(1);
    expect(fit.variance).toBeCloseTo(fit.target.variance, 4);
    expect(Math.min(...fit.columns.map(({ length }) => length))).toBeLessThan(0.02);
    expect(narrate(fit)).toContain('posterior collapse');
    expect(climb({ beta: 3 }).columns.every(({ length }) => length < 0.02)).toBe(true);
  });

  it('finds the eigen-digits', () => {
    const fit = climb({ data: 'digits', k: 4 }, 3000);
    expect(fit.best - fit.ladder.bound).toBeLessThan(0.01);
    expect(fit.variance).toBeCloseTo(fit.target.variance, 3);
  });

  it('is the same from the same seed, and keeps to what its data has room for', () => {
    expect(climb({ seed: 5 }, 30).variance).toBe(climb({ seed: 5 }, 30).variance);
    expect(climb({ seed: 5 }, 30).variance).not.toBe(climb({ seed: 6 }, 30).variance);
    expect(new Fit({ ...start, data: 'plane', k: 4 }).settings.k).toBe(1);
  });

  it('takes strange settings for its own', () => {
    expect(sane({ data: 'moon', encoder: '', k: 99, beta: 'x', seed: -1 })).toEqual({ ...start, k: 4 });
  });
});

describe('the words', () => {
  it('begin with nothing learned, and write small numbers as they are', () => {
    expect(narrate(new Fit(start))).toContain('Nothing is learned yet');
    expect(narrate(climb({}, 20))).toMatch(/^Step 20: the bound is 0\.\d+ nats below/);
    expect([small(0.1234), small(2.1e-7), small(0)]).toEqual(['0.123', '2.1·10⁻⁷', '0']);
    expect(spoken(climb({}, 5))).toMatch(/^Step 5\. two latent coordinates, diagonal encoder/);
  });
});

describe('the pictures', () => {
  it('are drawn for every cloud, before the first step and later', () => {
    for (const settings of [{}, { data: 'plane' as const, k: 1 }, { data: 'digits' as const, k: 4 }, { beta: 3 }]) {
      for (const steps of [0, 200]) {
        const fit = climb(settings, steps);
        const pen = new SvgPen('t');
        const above = [paintPlane, paintColumns, paintLadder, paintGaps, paintVariances].map((paint) =>
          paint(pen, 320, 240, fallbackTheme, fit),
        );
        expect(pen.toString() + above.join('')).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });
});
