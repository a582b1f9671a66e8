import { describe, expect, it } from 'vitest';
import { estimate, exactLog, keepAccount, plane, startChoice } from '../../src/components/demos/sdeFamily/account.ts';
import { describe as spoken, narrate, narrateAccount } from '../../src/components/demos/sdeFamily/narrate.ts';
import {
  paintAccount,
  paintGap,
  paintHistogram,
  paintPaths,
  paintPlane,
} from '../../src/components/demos/sdeFamily/pictures.ts';
import {
  bells,
  count,
  frameOf,
  lawAt,
  levels,
  limit,
  makeRun,
  quantiles,
  start,
  wholeRun,
} from '../../src/components/demos/sdeFamily/scene.ts';
import { choiceFrom, settingsFrom, timeFrom } from '../../src/components/demos/sdeFamily/settings.ts';
import { flowLikelihood, trace } from '../../src/lib/diffusion/likelihood.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { distributionFunction } from '../../src/lib/theory/lineLaw.ts';
import { vpFlow } from '../../src/lib/theory/probabilityFlow.ts';

const worst = (gaps: Float64Array) => Math.max(...gaps);

describe('the walk back', () => {
  it('keeps the law at every time and every lambda, and not with twenty steps', () => {
    for (const lambda of [0, 0.5, 1, 2]) {
      const run = wholeRun({ lambda, steps: 400, seed: 2 });
      // 1.63 / sqrt(n) is passed at one time in a hundred; a hundred correlated times and the steps' bias need some more
      expect(worst(run.gaps)).toBeLessThan(2 / Math.sqrt(count));
    }
    expect(worst(wholeRun({ lambda: 0, steps: 20, seed: 2 }).gaps)).toBeGreaterThan(3 * limit);
    expect(worst(wholeRun({ lambda: 2, steps: 20, seed: 2 }).gaps)).toBeGreaterThan(3 * limit);
  });

  it('keeps the quantile of each point where nothing shakes it, and does not where something does', () => {
    const drift = (lambda: number) => {
      const { paths } = wholeRun({ lambda, steps: 400, seed: 3 });
      const moved = Array.from(paths[0]!, (x, j) =>
        Math.abs(distributionFunction(lawAt(1), x) - distributionFunction(bells, paths.at(-1)![j]!)),
      );
      return moved.reduce((sum, v) => sum + v / moved.length, 0);
    };
    expect(drift(0)).toBeLessThan(0.02);
    expect(drift(1)).toBeGreaterThan(0.15);
  });

  it('is made in slices, is the same from the same seed, and has the same start for every lambda', () => {
    const slices = makeRun({ ...start, steps: 20 });
    expect(slices.next().value.done).toBeLessThan(count);
    const [a, b, c] = [
      wholeRun({ lambda: 1, steps: 20, seed: 5 }),
      wholeRun({ lambda: 1, steps: 20, seed: 5 }),
      wholeRun({ lambda: 0.5, steps: 20, seed: 5 }),
    ];
    expect([...a.frames.at(-1)!]).toEqual([...b.frames.at(-1)!]);
    expect([...a.paths[0]!]).toEqual([...c.paths[0]!]);
    expect([...a.paths.at(-1)!]).not.toEqual([...c.paths.at(-1)!]);
  });

  it('finds the recorded moment of every time', () => {
    const run = { times: Array.from({ length: 21 }, (_, i) => 1 - i / 20) };
    expect(frameOf(run, 1)).toBe(0);
    expect(frameOf(run, 0)).toBe(20);
    expect(frameOf(run, 0.95)).toBe(1);
    expect(frameOf(run, 0.96)).toBe(0);
  });

  it('draws quantiles that are quantiles', () => {
    const { t, x } = quantiles();
    levels.forEach((p, k) => {
      for (const i of [0, 20, t.length - 1]) {
        expect(distributionFunction(lawAt(t[i]!), x[k]![i]!)).toBeCloseTo(p, 10);
      }
    });
  });
});

describe('the account', () => {
  it("is that of the library's likelihood, and the exact log density", () => {
    const flow = vpFlow(plane);
    const divided = { velocity: flow.velocity, divergence: (x: Float64Array, t: number) => trace(flow.jacobian(x, t)) };
    for (const [px, py] of [
      [-0.2, 0.3],
      [1.4, -1.9],
      [2, 2],
    ] as const) {
      const account = keepAccount({ px, py });
      const { logLikelihood } = flowLikelihood(divided, [px, py], [0, 1], (y) => flow.logDensity(y, 1));
      expect(Math.abs(account.byFlow[0]! - logLikelihood)).toBeLessThan(1e-6);
      expect(Math.abs(account.byFlow[0]! - exactLog({ px, py }))).toBeLessThan(1e-6);
      account.exact.forEach((value, i) => expect(Math.abs(value - account.byFlow[i]!)).toBeLessThan(1e-6));
      expect(Math.abs(account.withNormal - exactLog({ px, py }))).toBeLessThan(0.03);
    }
  });

  it('has probes that average to it, as far off as the theorem says', () => {
    const account = keepAccount(startChoice);
    for (const kind of ['signs', 'normals'] as const) {
      const many = estimate(account, { probes: 4000, kind }, 7);
      expect(Math.abs(many.mean[0]! - account.byFlow[0]!)).toBeLessThan(4.5 * many.standardError);
      const spread = many.lines.reduce((sum, line) => sum + (line[0]! - account.byFlow[0]!) ** 2 / 4000, 0);
      expect(Math.abs(Math.sqrt(spread / 4000) / many.standardError - 1)).toBeLessThan(0.15);
    }
  });
});

describe('the controls', () => {
  it('give the start values where they make no sense', () => {
    const nothing = () => null;
    expect(settingsFrom(nothing)).toEqual(start.seed === 0 ? start : { ...start, seed: 0 });
    expect(choiceFrom(nothing)).toEqual(startChoice);
    expect(timeFrom(() => 7)).toBe(1);
    expect(settingsFrom((name) => ({ lambda: 9, steps: 33, seed: -1 })[name] ?? null)).toEqual({ ...start, lambda: 2 });
  });
});

describe('the sentences', () => {
  const words = { settings: start, t: 0.3, gap: 0.02, limit, worst: 0.03 };
  it('say who moves the points, whether the law is kept, and what too few steps do', () => {
    expect(narrate(words)).toMatch(/reverse SDE.*they follow the exact law/);
    expect(narrate({ ...words, settings: { ...start, lambda: 0 } })).toContain('keeps each at its quantile');
    expect(narrate({ ...words, settings: { ...start, lambda: 2, steps: 20 }, gap: 0.1, worst: 0.3 })).toMatch(
      /pulled back harder.*gap to the exact law is 0.100.*With 20 steps/,
    );
    expect(narrate({ ...words, gap: NaN, worst: NaN })).toContain('on their way');
    expect(spoken(words)).toContain('0.0200');
  });
  it('tell the account', () => {
    const told = {
      choice: startChoice,
      exact: -3.5,
      byFlow: -3.5 + 1e-9,
      withNormal: -3.499,
      estimate: -3.4,
      standardError: 0.07,
    };
    expect(narrateAccount(told)).toMatch(/−3.5000.*8 probes of signs say −3.400 ± 0.070/);
    expect(narrateAccount({ ...told, choice: { ...startChoice, probes: 1, kind: 'normals' } })).toContain(
      'One probe of normals says',
    );
  });
});

describe('the pictures', () => {
  it('are drawn at any time, whole and half made, wide and narrow', () => {
    const run = wholeRun({ ...start, steps: 20 });
    const begun = makeRun({ ...start, steps: 20 }).next().value;
    const account = keepAccount(startChoice);
    const guess = estimate(account, startChoice, 1);
    for (const width of [300, 560]) {
      for (const t of [1, 0.4, 0]) {
        const pen = new SvgPen('t');
        let above = '';
        for (const one of [run, begun]) {
          above += paintPaths(pen, width, 320, fallbackTheme, { paths: one.paths, t });
          above += paintHistogram(pen, width / 2, 320, fallbackTheme, { run: one, t });
          above += paintGap(pen, width, 160, fallbackTheme, { run: one, t });
        }
        above += paintPlane(pen, width, 300, fallbackTheme, { account, upTo: t });
        above += paintAccount(pen, width, 300, fallbackTheme, { account, estimate: guess, upTo: t });
        expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });
});
