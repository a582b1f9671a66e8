import { describe, expect, it } from 'vitest';
import { narrate, percent, short, soFar, verdict } from '../../src/components/demos/diracGan/narrate.ts';
import {
  fieldArrows,
  paintEigenvalues,
  paintPlane,
  paintRadius,
  radiusChart,
  widthFor,
} from '../../src/components/demos/diracGan/pictures.ts';
import { firstSetup, stillLife } from '../../src/components/demos/diracGan/still.ts';
import { extent, forecast, offered, Track, type Setup } from '../../src/components/demos/diracGan/track.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';

const with_ = (part: Partial<Setup>): Setup => ({ ...firstSetup, ...part });
const say = (part: Partial<Setup>) => verdict(with_(part), forecast(with_(part)));

describe('the run', () => {
  it('counts its steps, keeps every distance, and starts where it was put', () => {
    const track = new Track(with_({ start: [0.3, -0.4] }));
    track.advance(7);
    expect(track.step).toBe(7);
    expect(track.radius).toHaveLength(8);
    expect(track.radius[0]).toBeCloseTo(0.5, 12);
    expect(track.distance).toBeCloseTo(Math.hypot(...track.now), 12);
  });

  it('ends where it leaves the picture, and where it has arrived', () => {
    const away = new Track(with_({ h: 1 }));
    away.advance(1000);
    expect(away.end).toBe('left');
    expect(Math.max(...away.now.map(Math.abs))).toBeGreaterThan(extent);
    const home = new Track(with_({ method: 'r1', gamma: 1, h: 0.5 }));
    home.advance(1000);
    expect(home.end).toBe('arrived');
    expect(soFar(home)).toContain('it is there');
  });

  it('keeps to the dashed line near the equilibrium', () => {
    for (const method of ['simultaneous', 'extragradient', 'consensus'] as const) {
      const track = new Track(with_({ method, start: [0.01, 0.02] }));
      track.advance(150);
      expect(track.distance / track.expected(150)).toBeCloseTo(1, 2);
    }
  });

  it('takes the slider of damping for the variance of instance noise', () => {
    const noise = forecast(with_({ method: 'instanceNoise', gamma: 2 }));
    const penalty = forecast(with_({ method: 'r1', gamma: 1 }));
    expect(noise.factor).toBeCloseTo(penalty.factor, 6); // both critically damped
  });
});

describe('the sentence', () => {
  it('says that half a per cent a step is a spiral outwards', () => {
    expect(say({ h: 0.2 })).toBe(
      'A step turns the pair by 5.7° and it spirals out by 0.5 % a step, doubling every 139 steps.',
    );
  });
  it('knows the cases of the other methods', () => {
    expect(say({ method: 'alternating' })).toContain('goes round for ever');
    expect(say({ method: 'r1', gamma: 0.2 })).toContain('spirals in by');
    expect(say({ method: 'r1', gamma: 0.2, h: 0.9 })).toContain('spirals out');
    expect(say({ method: 'r1', gamma: 2 })).toContain('walks straight in');
    expect(say({ method: 'r1', gamma: 2, h: 1.5 })).toContain('jumps across the equilibrium and away');
    expect(say({ method: 'r1', gamma: 2, h: 1.05 })).toContain('jumps across the equilibrium and comes closer');
    expect(say({ method: 'nonSaturating', h: 0.02 })).toContain('√(2h) = 0.20');
    expect(say({ method: 'gradientPenalty' })).toContain('no eigenvalues');
  });
  it('adds what has become of the run', () => {
    const track = new Track(with_({ start: [0, 0] }));
    expect(narrate(track, forecast(track.setup))).toContain('It starts at the equilibrium, and stays.');
  });
  it('writes small numbers to be read', () => {
    expect([0, 0.0013, 0.024, 0.31].map(percent)).toEqual(['0 %', '0.13 %', '2.4 %', '31 %']);
    expect([0, 1.118, 0.0034, 2.1e-7].map(short)).toEqual(['0', '1.118', '0.0034', '2.1·10⁻⁷']);
  });
});

describe('the pictures', () => {
  it('draw every method without a number that is none', () => {
    for (const { value: method } of offered) {
      const track = new Track(with_({ method }));
      track.advance(300);
      const pen = new SvgPen();
      const above =
        paintPlane(pen, 300, 300, fallbackTheme, track, fieldArrows(track.setup, 5)) +
        paintEigenvalues(pen, 300, 300, fallbackTheme, forecast(track.setup)) +
        paintRadius(pen, 400, 200, fallbackTheme, track);
      expect(pen.toString() + above, method).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
  it('widen the chart in steps, and keep all of the run in it', () => {
    expect([0, 200, 201, 20_000].map(widthFor)).toEqual([200, 200, 500, 20_000]);
    const track = new Track(with_({ method: 'r1', gamma: 1, h: 0.5 }));
    track.advance(60);
    const chart = radiusChart(track, fallbackTheme);
    expect(chart.y[0]).toBeLessThan(Math.min(...track.radius));
    expect(chart.series[0]!.x).toHaveLength(61);
  });
  it('are there before a press: a spiral that stays in the picture', () => {
    const { track, sentence } = stillLife();
    expect(track.end).toBeNull();
    expect(track.distance).toBeGreaterThan(1.5 * track.radius[0]!);
    expect(sentence).toContain('spirals out');
  });
});
