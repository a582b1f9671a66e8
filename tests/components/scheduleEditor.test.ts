import { describe, expect, it } from 'vitest';
import {
  describe as spoken,
  narrate,
  scheduleTitles,
  tell,
} from '../../src/components/demos/scheduleEditor/narrate.ts';
import {
  handlePlaces,
  handleValue,
  handlesNow,
  paintLevels,
  paintSamples,
  paintSignal,
  paintStart,
  paintWeights,
  view,
} from '../../src/components/demos/scheduleEditor/pictures.ts';
import {
  count,
  dataNames,
  falling,
  handleRange,
  handlesOf,
  lawOf,
  lengths,
  log10Snr,
  perfectBands,
  Run,
  samplerNames,
  scheduleNames,
  scheduleOf,
  start,
  type Settings,
} from '../../src/components/demos/scheduleEditor/scene.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { createRng } from '../../src/lib/random.ts';

const mode = lawOf('mode');
const bands = perfectBands(mode, createRng(1));
const finished = (settings: Partial<Settings> = {}): Run => {
  const run = new Run({ ...start, ...settings });
  while (!run.finished) run.advance();
  return run;
};

describe('the schedules offered', () => {
  it('fall, whatever is chosen, and keep or change their ends as they say', () => {
    for (const schedule of scheduleNames) {
      for (const T of lengths) {
        for (const rescaled of [false, true]) {
          const { alphasCumprod } = scheduleOf({ ...start, schedule, T, rescaled });
          expect(alphasCumprod).toHaveLength(T);
          alphasCumprod.forEach((a, i) => expect(a).toBeLessThan(i === 0 ? 1 : alphasCumprod[i - 1]!));
        }
      }
    }
    // Ho et al.'s two betas, multiplied out
    const kept = Array.from({ length: 50 }, (_, i) => 1 - (1e-4 + (i * (0.02 - 1e-4)) / 49)).reduce((a, b) => a * b, 1);
    expect(scheduleOf(start).alphasCumprod[49]).toBeCloseTo(kept, 12);
    expect(scheduleOf({ ...start, rescaled: true }).alphasCumprod[49]).toBeLessThan(1e-4);
  });

  it('drawn by hand pass through their handles', () => {
    const handles = [5, 2, 0, -3, -6];
    const { alphasCumprod } = scheduleOf({ ...start, schedule: 'drawn', T: 1000, handles });
    [0, 0.25, 0.5, 0.75, 1].forEach((u, i) =>
      expect(log10Snr(alphasCumprod[Math.round(u * 999)]!)).toBeCloseTo(handles[i]!, 1),
    );
    expect(handlesOf(scheduleOf({ ...start, schedule: 'drawn', T: 1000, handles }))).toEqual(handles);
  });

  it('have handles that never cross, and the one that is held stays', () => {
    for (const [held, value] of [
      [0, -7],
      [2, 5.7],
      [2, -7.8],
      [4, 5],
    ] as const) {
      const handles: number[] = [...start.handles];
      handles[held] = value;
      const kept = falling(handles, held);
      kept.forEach((one, i) => i > 0 && expect(one).toBeLessThan(kept[i - 1]! - 0.05));
      expect(Math.abs(kept[held]! - value)).toBeLessThan(0.45); // the ends of the range hold room for the others
      expect(Math.max(...kept)).toBeLessThanOrEqual(handleRange.max);
      expect(Math.min(...kept)).toBeGreaterThanOrEqual(handleRange.min - 1e-9);
    }
  });
});

describe('samples', () => {
  it('of the broken chain miss as the formula of the ends says, up to its fifty steps', () => {
    const { score, predicted } = finished();
    expect(score!.hq).toBeLessThan(bands.hq.low - 0.1);
    expect(score!.swd).toBeGreaterThan(4 * bands.swd.high);
    expect(score!.shift! / predicted!.shift).toBeGreaterThan(0.85);
    expect(score!.shift! / predicted!.shift).toBeLessThan(1.05);
    expect(score!.width / predicted!.width).toBeGreaterThan(0.85);
    expect(score!.width / predicted!.width).toBeLessThan(1.05);
  });

  it('come near the formula as steps are added between the same ends', () => {
    const handles = [3.2, 2, 1.2, 0.7, 0.2]; // as broken at both ends
    const off = [50, 200, 1000].map((T) => {
      const { score, predicted } = finished({ schedule: 'drawn', T, handles });
      return Math.abs(score!.width / predicted!.width - 1);
    });
    expect(off[1]).toBeLessThan(off[0]!);
    expect(off[2]).toBeLessThan(4.5 / Math.sqrt(4 * count)); // the error of a deviation of 2 n numbers
  });

  it('of a good chain are in the band of a perfect sampler', () => {
    const { score } = finished({ schedule: 'karras', T: 500 });
    expect(score!.hq).toBeGreaterThanOrEqual(bands.hq.low);
    expect(Math.abs(score!.width - 1)).toBeLessThan(0.06);
    expect(Math.abs(score!.shift!)).toBeLessThan(4.5 / Math.sqrt(count));
  });

  it('start from a bell that is the true x_T only where the signal is gone', () => {
    const far = (run: Run) => {
      const [a, b] = [run.trueEnd, run.startPoints].map(
        (x) => x.reduce((s, v, i) => s + (i % 2 === 0 ? v : 0), 0) / count,
      );
      return Math.abs(a! - b!);
    };
    const noise = 4.5 * Math.sqrt(2 / count);
    expect(far(new Run(start))).toBeGreaterThan(1);
    expect(far(new Run({ ...start, rescaled: true }))).toBeLessThan(noise);
  });

  it('come again from the same seed, and others from another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => finished({ seed, sampler: 'ancestral' }).points);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('what is said', () => {
  const said = (settings: Partial<Settings> = {}) => {
    const run = finished(settings);
    return narrate(tell(run, perfectBands(run.law, createRng(1), 20)));
  };

  it('names the fault: the start, the end, the steps, or none', () => {
    expect(said()).toMatch(/wrong place, 78 %.*deviations off/);
    expect(said({ rescaled: true })).toMatch(/too narrow.*first level, σ = 0.045/);
    expect(said({ schedule: 'karras' })).toMatch(/too narrow.*length of the steps/);
    expect(said({ schedule: 'karras', T: 200 })).toMatch(/As good as a perfect sampler/);
    expect(said({ sampler: 'ancestral' })).toMatch(/wrong place.*fresh noise forgets/);
    expect(said({ data: 'ring' })).toMatch(/wrong place.*mean 0 and variance 1/);
    expect(said({ data: 'ring', T: 20, rescaled: true })).toMatch(/steps are too long/);
  });

  it('is a clean sentence for everything that can be chosen, before, during and after', () => {
    for (const data of dataNames) {
      for (const schedule of scheduleNames) {
        for (const sampler of samplerNames) {
          const run = new Run({ ...start, data, schedule, sampler, T: 20 });
          const sayings = [narrate(tell(run, bands))];
          run.advance();
          sayings.push(narrate(tell(run, bands)));
          while (!run.finished) run.advance();
          sayings.push(narrate(tell(run, bands)), spoken(tell(run, bands)), scheduleTitles[schedule]);
          for (const text of sayings) {
            expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
            expect(text.length).toBeLessThan(270);
          }
        }
      }
    }
  });
});

describe('the pictures', () => {
  it('paint without a page, early, on the way and at the end', () => {
    for (const data of dataNames) {
      const run = new Run({ ...start, data, schedule: 'zeroTerminal' });
      for (const stop of [0, 25, 50]) {
        while (run.step < stop) run.advance();
        for (const paint of [paintLevels, paintSignal, paintWeights, paintStart, paintSamples]) {
          const pen = new SvgPen('t');
          const above = paint(pen, 320, 220, fallbackTheme, run);
          expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
          expect(pen.toString().length).toBeGreaterThan(100);
        }
      }
    }
  });

  it('keep the true x_t of one mode in view', () => {
    const run = new Run({ ...start, rescaled: true });
    for (const t of [50, 25, 5, 0]) {
      const { centre, half } = view(run, t);
      const truth = run.truth(t);
      const inView = truth.filter((x, i) => Math.abs(x - centre[i % 2]!) < half).length / truth.length;
      expect(inView).toBeGreaterThan(0.99);
    }
  });

  it('give a handle where it is drawn, and its value back', () => {
    const run = new Run(start);
    const handles = handlesNow(run.settings, run.schedule);
    handlePlaces(300, 216, run, handles).forEach(({ y }, i) =>
      expect(handleValue(300, 216, run, y)).toBeCloseTo(handles[i]!, 9),
    );
  });
});
