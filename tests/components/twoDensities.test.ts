import { describe, expect, it } from 'vitest';
import { bars } from '../../src/components/demos/twoDensities/bars.ts';
import { narrate, short } from '../../src/components/demos/twoDensities/narrate.ts';
import { grab, handles, paintLine, paintSweep, toLine } from '../../src/components/demos/twoDensities/pictures.ts';
import {
  apart,
  farthest,
  measure,
  onGrain,
  rangeOf,
  shapes,
  start,
  sweep,
  sweepKey,
  type Knob,
  type Sweep,
} from '../../src/components/demos/twoDensities/scene.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { distanceNames } from '../../src/lib/theory/distancesOnLine.ts';

const massOf = (density: Float64Array) => density.reduce((sum, v) => sum + v * 0.025, 0);
function wholeSweep(scene = start): Sweep {
  let found!: Sweep;
  for (found of sweep(scene));
  return found;
}

describe('the scene', () => {
  it('keeps the whole mass of both on the line at every corner of what the controls offer', () => {
    for (const shape of shapes) {
      for (const c of [-6, 0.05, 6]) {
        for (const w of [0.4, 0.45, 2]) {
          const { p, q } = measure({ shape, cp: c, wp: w, cq: -c, wq: w });
          expect(massOf(p)).toBeCloseTo(1, 9);
          expect(massOf(q)).toBeCloseTo(1, 9);
        }
      }
    }
  });

  it('has the Gaussians’ closed forms for bells', () => {
    const { values } = measure({ shape: 'bells', cp: -6, wp: 2, cq: 6, wq: 0.4 });
    expect(values.kl).toBeCloseTo(Math.log(0.2) + (4 + 144) / 0.32 - 0.5, 6);
    expect(values.w1).toBeCloseTo(12, 6);
    expect(Math.abs(values.w2 - Math.hypot(12, 1.6))).toBeLessThan(1e-3);
  });

  it('sweeps to the distance that its own pictures have, and knows when it must sweep anew', () => {
    const found = wholeSweep();
    expect(found.thetas.at(-1)).toBe(farthest);
    const here = measure({ ...start, cp: 1.5, cq: -1.5 }).values; // symmetric laws: 3 apart, the other way round
    for (const name of distanceNames) expect(found.values[name][30]).toBeCloseTo(here[name], 9);
    expect(sweepKey({ ...start, cp: 3, cq: -2 })).toBe(sweepKey(start));
    expect(sweepKey({ ...start, wq: 1 })).not.toBe(sweepKey(start));
  });

  it('lets JS stick at log 2 and W₁ grow when the supports come apart', () => {
    const { values, thetas } = wholeSweep({ ...start, shape: 'boxes' });
    const free = thetas.findIndex((theta) => theta >= start.wp + start.wq);
    for (let i = free; i < thetas.length; i++) {
      expect(values.js[i]).toBeCloseTo(Math.LN2, 10);
      expect(values.w1[i]).toBeCloseTo(thetas[i]!, 9);
    }
    expect(values.js[free - 3]).toBeLessThan(Math.LN2 - 0.01);
  });

  it('moves the centres symmetrically and stays on its grain', () => {
    expect(apart(start, 3)).toMatchObject({ cp: -1.5, cq: 1.5, wp: start.wp });
    expect(onGrain(0.31000000000000005)).toBe(0.3);
    expect(rangeOf('cq').max).toBeGreaterThanOrEqual(farthest / 2);
  });
});

describe('the handles', () => {
  const measured = measure(start);
  it.each([
    [860, 400],
    [330, 400],
  ])('are taken where they are drawn, %i pixels wide', (width, height) => {
    for (const { knob, x, y } of handles(width, height, measured)) {
      expect(grab(width, height, measured, x, y)).toBe(knob);
    }
    const [centre] = handles(width, height, measured);
    expect(toLine(width, height, centre!.x)).toBeCloseTo(start.cp, 9);
    const above = (knob: Knob) => grab(width, height, measured, centre!.x + (knob === 'cq' ? width / 8.6 : 0), 60);
    expect(above('cp')).toBe('cp');
    expect(above('cq')).toBe('cq');
    expect(grab(width, height, measured, centre!.x, height - 20)).toBeNull(); // the integrand is no handle
  });
});

describe('the pictures', () => {
  it('are finite for every shape and integrand, infinite KL included', () => {
    for (const shape of shapes) {
      const measured = measure({ ...start, shape });
      const found = wholeSweep({ ...start, shape });
      for (const name of distanceNames) {
        const pen = new SvgPen('t');
        const text = paintLine(pen, 500, 400, fallbackTheme, measured, name) + pen.toString();
        expect(text).not.toMatch(/NaN|Infinity/);
      }
      for (const which of ['bounded', 'unbounded'] as const) {
        const pen = new SvgPen('t');
        const text = paintSweep(pen, 400, 216, fallbackTheme, which, found, measured) + pen.toString();
        expect(text).not.toMatch(/NaN|Infinity/);
      }
    }
  });
});

describe('what is said', () => {
  const said = (change: Partial<typeof start>, chosen = 'kl' as const) =>
    narrate(measure({ ...start, ...change }), chosen);
  it('tells the cases apart', () => {
    expect(said({ cp: 0, cq: 0, wp: 1, wq: 1 })).toContain('the same');
    expect(said({ cp: -4, cq: 4, wp: 0.5, wq: 0.5 })).toContain('Hardly any x');
    expect(said({ cp: -3, cq: 3 })).toContain('all but at its bound');
    expect(said({ shape: 'boxes', cp: -0.5, cq: 0.5, wp: 1, wq: 1 })).toContain('infinite both ways');
    expect(said({ shape: 'boxes', cp: 0, cq: 0, wp: 2, wq: 1 })).toMatch(/^p has mass where q has none/);
    expect(said({ shape: 'boxes', cp: 0, cq: 0, wp: 1, wq: 2 })).toMatch(/^q has mass where p has none/);
    expect(said({})).toMatch(/KL\(p‖q\) is paid.* KL\(p‖q\) is [\d.]+ times the other/);
  });

  it('gives numbers that a reader can take in', () => {
    expect([0, 0.0312, 0.5, 3.14159, 31.4159, 314.159, Infinity].map(short)).toEqual([
      '0',
      '0.031',
      '0.50',
      '3.14',
      '31.4',
      '314',
      '∞',
    ]);
    const full = bars(measure({ ...start, shape: 'boxes', cp: -4, cq: 4 }).values);
    expect(full.map(({ share }) => Number(share.toFixed(6)))).toEqual([1, 1, 1, 1, 1, 1]);
    expect(full.map(({ text }) => text).slice(0, 4)).toEqual(['∞', '∞', '0.693', '1.000']);
  });
});
