import { describe, expect, it } from 'vitest';
import {
  exactGame,
  line,
  massOf,
  mean,
  readBelief,
  shares,
} from '../../src/components/demos/optimalDiscriminator/game.ts';
import { minus, narrate, small } from '../../src/components/demos/optimalDiscriminator/narrate.ts';
import {
  paintDensities,
  paintPulls,
  pullCurves,
  pullLength,
} from '../../src/components/demos/optimalDiscriminator/pictures.ts';
import { pair, separationRange } from '../../src/lib/experiments/pair.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { logDensity, score } from '../../src/lib/theory/mixture.ts';

/** What the probes would say if the network were D* itself. */
function perfectBelief(separation: number) {
  const { p, q } = pair(separation);
  const logit = Float32Array.from(line, (x) => logDensity(p, [x]) - logDensity(q, [x]));
  const slope = Float32Array.from(line, (x) => score(p, [x])[0]! - score(q, [x])[0]!);
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  return {
    logit,
    saturating: slope.map((s, i) => sigmoid(logit[i]!) * s),
    nonSaturating: slope.map((s, i) => sigmoid(-logit[i]!) * s),
  };
}

describe('the exact game', () => {
  it('keeps both densities inside the picture at every distance that the control offers', () => {
    for (let s = separationRange.min; s <= separationRange.max; s += 1) {
      const { p, q } = exactGame(s);
      expect(massOf(p)).toBeCloseTo(1, 6);
      expect(massOf(q)).toBeCloseTo(1, 6);
    }
  });

  it('raises the ceiling towards 0 and kills the saturating pull as the supports part', () => {
    const games = [2, 4, 6, 8].map(exactGame);
    for (let i = 1; i < games.length; i++) {
      expect(games[i]!.ceiling).toBeGreaterThan(games[i - 1]!.ceiling);
      expect(games[i]!.pulls.saturating).toBeLessThan(games[i - 1]!.pulls.saturating / 10);
      expect(games[i]!.pulls.nonSaturating).toBeGreaterThan(games[i - 1]!.pulls.nonSaturating);
    }
    expect(games.at(-1)!.ceiling).toBeLessThanOrEqual(0);
  });
});

describe('readBelief', () => {
  it('finds no error, no gap and the exact pulls where the belief is D* itself', () => {
    for (const separation of [0, 1.5, 4]) {
      const game = exactGame(separation);
      const reading = readBelief(perfectBelief(separation), game);
      expect(reading.error).toBeLessThan(1e-6);
      expect(reading.value).toBeCloseTo(game.ceiling, 5);
      expect(reading.pulls.saturating).toBeCloseTo(game.pulls.saturating, 5);
      expect(reading.pulls.nonSaturating / game.pulls.nonSaturating).toBeCloseTo(1, 4);
    }
  });

  it('gives -log 4 to a D that says 1/2 everywhere, and no pull', () => {
    const zero = new Float32Array(line.length);
    const reading = readBelief({ logit: zero, saturating: zero, nonSaturating: zero }, exactGame(1.5));
    expect(reading.value).toBeCloseTo(-Math.log(4), 9);
    expect(reading.pulls).toEqual({ saturating: 0, nonSaturating: 0 });
  });

  it('never finds a value above the ceiling', () => {
    const game = exactGame(1.5);
    const { logit, ...forces } = perfectBelief(1.5);
    for (const scale of [0.3, 0.9, 1.1, 2]) {
      const value = readBelief({ logit: logit.map((v) => scale * v + 0.1), ...forces }, game).value;
      expect(value).toBeLessThan(game.ceiling);
    }
  });
});

describe('pieces of the picture', () => {
  it('cuts q into equal shares, in order', () => {
    const { q } = exactGame(1.5);
    const places = shares(q, 9);
    expect(places).toHaveLength(9);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(line[places[4]!]).toBeCloseTo(0.75, 1); // the median of q is its centre
  });

  it('averages a function under a density', () => {
    const { q } = exactGame(3);
    expect(mean(q, (i) => line[i]!)).toBeCloseTo(1.5, 6);
  });

  it('draws arrows that grow with the pull and never past 44 pixels', () => {
    expect(pullLength(0)).toBe(0);
    expect(pullLength(1)).toBeLessThan(pullLength(2));
    expect(pullLength(1e6)).toBeLessThanOrEqual(44);
  });

  it('draws to SVG without a number that is none', () => {
    const game = exactGame(8);
    const belief = perfectBelief(8);
    const pen = new SvgPen();
    const above = paintDensities(pen, 400, 300, fallbackTheme, game, belief);
    const pulls = paintPulls(pen, 300, 200, fallbackTheme, pullCurves(9), game, readBelief(belief, game));
    expect(pen.toString() + above + pulls).not.toMatch(/NaN|Infinity/);
  });
});

describe('the sentence', () => {
  const reading = { value: -0.75, error: 0.003, pulls: { saturating: 0.57, nonSaturating: 4 } };
  const scene = { step: 900, separation: 1.5, ceiling: -0.744, reading, moved: false };
  it('starts with the ceiling', () => {
    expect(narrate({ ...scene, step: 0, reading: null })).toContain('−0.744');
  });
  it('says when the densities have moved under D', () => {
    expect(narrate({ ...scene, moved: true })).toContain('press Train');
  });
  it('names the collapse of the saturating pull', () => {
    const apart = { ...reading, pulls: { saturating: 2e-5, nonSaturating: 9 } };
    expect(narrate({ ...scene, separation: 6, ceiling: 0, reading: apart })).toMatch(/2\.0·10⁻⁵.*9\.00.*450,000 times/);
  });
  it('writes small numbers to be read', () => {
    expect([0, 0.00023, 0.0123, 0.57, 4, 450].map(small)).toEqual(['0', '2.3·10⁻⁴', '0.012', '0.57', '4.00', '450']);
    expect(minus(-0.0001)).toBe('0.000');
    expect(minus(-0.744)).toBe('−0.744');
  });
});
