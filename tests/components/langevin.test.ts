import { describe, expect, it } from 'vitest';
import { describe as spoken, narrate } from '../../src/components/demos/langevin/narrate.ts';
import { paintPlane, paintShares, paintWidths } from '../../src/components/demos/langevin/pictures.ts';
import {
  annealingSteps,
  lawOf,
  scoreField,
  start,
  trueShare,
  varianceAt,
  Walk,
} from '../../src/components/demos/langevin/scene.ts';
import { told } from '../../src/components/demos/langevin/told.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { convolve, sampleMixture } from '../../src/lib/theory/mixture.ts';
import { createRng } from '../../src/lib/random.ts';

function walked(settings: Partial<typeof start> = {}, steps = annealingSteps): Walk {
  const walk = new Walk({ ...start, ...settings });
  while (walk.step < steps) walk.advance();
  return walk;
}

describe('the walk', () => {
  it('leaves plain Langevin at the half with which it began, and brings annealing to the weight', () => {
    const { shares } = walked();
    const error = Math.sqrt((0.8 * 0.2) / 300);
    expect(shares.plain.at(-1)).toBe(shares.plain[10]); // nobody crosses
    expect(Math.abs(shares.plain.at(-1)! - 0.5)).toBeLessThan(0.13);
    expect(Math.abs(shares.annealed.at(-1)! - 0.8)).toBeLessThan(4.5 * error);
  });

  it('settles on the variance that theory predicts, for every step that can be set', () => {
    for (const step of [0.1, 0.4, 1, 2, 3]) {
      const { predicted, measured, standardError } = walked({ step }, 300).widths;
      expect(predicted).toBeCloseTo(1 / (1 - step / 4), 12);
      expect(Math.abs(measured! - predicted)).toBeLessThan(4.5 * standardError);
      expect(standardError).toBeLessThan(0.3 * predicted);
    }
  });

  it('measures anew after its step or its noise was changed, not after a change of the weight', () => {
    const walk = walked({}, 100);
    walk.change({ weight: 0.3 });
    expect(walk.widths.measured).not.toBeNull();
    walk.change({ step: 2 });
    expect(walk.widths.measured).toBeNull();
  });

  it('knows the share of the right side at every noise', () => {
    const x = sampleMixture(convolve(lawOf(0.8), 3), 20_000, createRng(2));
    const right = x.filter((v, i) => i % 2 === 0 && v > 0).length / 20_000;
    const share = trueShare(0.8, 3);
    expect(Math.abs(right - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / 20_000));
    expect(trueShare(0.8, 0)).toBeCloseTo(0.8, 12);
  });

  it('is the same from the same seed', () => {
    expect([...walked({ seed: 7 }, 20).annealed]).toEqual([...walked({ seed: 7 }, 20).annealed]);
    expect([...walked({ seed: 7 }, 20).annealed]).not.toEqual([...walked({ seed: 8 }, 20).annealed]);
  });
});

describe('the arrows', () => {
  it('do not move with the weight where the data is, and do at high noise', () => {
    const at = [-4.5, 0.5, -3, -1, 3.5, 1, 4, 0];
    const change = (sigma: number) => {
      const [a, b] = [scoreField(0.95, sigma, at), scoreField(0.05, sigma, at)];
      return Math.max(...a.map((v, i) => Math.abs(v - b[i]!))) * Math.sqrt(varianceAt(sigma));
    };
    expect(change(0)).toBeLessThan(1e-12);
    expect(change(3)).toBeGreaterThan(0.5);
  });
});

describe('the sentence', () => {
  it('says that nobody crosses, that the shares freeze, and what a large step does', () => {
    expect(narrate(told(walked({}, 0)))).toContain('stay on the pale ones');
    expect(narrate(told(walked()))).toMatch(/where 80 % belong.*no point will ever cross.*Annealing is done: \d+ %/s);
    expect(narrate(told(walked({ sigma: 3 }, 40)))).toContain('blurred density');
    expect(narrate(told(walked({ sigma: 0.9 }, 40)))).toMatch(/Hardly any point crosses/);
    expect(narrate(told(walked({ step: 3 }, 60)))).toContain('4.00 times the true one');
    expect(narrate(told(walked({ weight: 0.5 }, 60)))).toContain('right only because');
    expect(spoken(told(walked({}, 5)))).toMatch(/^Step 5\./);
  });
});

describe('the pictures', () => {
  it('are drawn before the first step and after the last', () => {
    for (const walk of [walked({}, 0), walked()]) {
      for (const width of [320, 860]) {
        const pen = new SvgPen('t');
        const above =
          paintPlane(pen, width, 0.5625 * width, fallbackTheme, { x: walk.plain, weight: 0.8, sigma: 0 }) +
          paintShares(pen, width, 216, fallbackTheme, walk) +
          paintWidths(pen, width, 216, fallbackTheme, 0.4, walk.widths);
        expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });
});
