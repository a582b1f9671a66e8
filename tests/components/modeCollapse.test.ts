import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { offeredArms, offeredData, shortName, stepsOf, titleOf } from '../../src/components/demos/modeCollapse/arms.ts';
import { narrate, texts, type Scene } from '../../src/components/demos/modeCollapse/narrate.ts';
import { paintMetric, paintShares } from '../../src/components/demos/modeCollapse/pictures.ts';
import { metricNames, readModes, targets } from '../../src/components/demos/modeCollapse/reading.ts';
import { asMeasuredWith, recordedValues, viewOf } from '../../src/components/demos/modeCollapse/studyView.ts';
import type { Study } from '../../src/lib/book/studies.ts';
import { createDataset } from '../../src/lib/data/index.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { createRng } from '../../src/lib/random.ts';

const study = (name: string) => JSON.parse(readFileSync(`public/runs/study-${name}.json`, 'utf8')) as Study;

describe('the losses on offer', () => {
  it('are seven, have a recipe for each data set, and names that fit below a chart', () => {
    expect(offeredArms).toHaveLength(7);
    for (const data of offeredData) {
      for (const arm of offeredArms) expect(stepsOf({ data, arm, seed: 1 })).toBeGreaterThan(1000);
    }
    for (const arm of offeredArms) expect(shortName(arm).length).toBeLessThanOrEqual(3);
    expect(new Set(offeredArms.map(shortName)).size).toBe(7);
  });
});

describe('readModes', () => {
  it('finds honest samples near their targets, and half of the modes where half are drawn', () => {
    for (const name of offeredData) {
      const dataset = createDataset(name);
      const n = 4000;
      const samples = dataset.sample(n, createRng(1));
      const { values, shares, kept } = readModes(samples, dataset);
      const K = dataset.modes!.centres.length;
      const aim = targets(K, n);
      expect(values.modes).toBe(K);
      expect(Math.abs(values.hq - aim.hq)).toBeLessThan(4.5 * Math.sqrt((aim.hq * (1 - aim.hq)) / n));
      expect(values.modeKl).toBeLessThan(aim.modeKl * (1 + 4.5 * Math.sqrt(2 / (K - 1))));
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(kept).toBe(Math.round(values.hq * n));
    }
    const ring = createDataset('ring');
    const two = [...ring.modes!.centres[0]!, ...ring.modes!.centres[3]!];
    expect(readModes(two, ring).values).toMatchObject({ modes: 2, hq: 1, spread: 0 });
    expect(readModes(two, ring).values.modeKl).toBeCloseTo(Math.log(4), 12);
  });
});

describe('the study', () => {
  it('gives every loss a value and samples on both data sets, also where a run left the data', () => {
    for (const name of offeredData) {
      const recorded = study(name);
      const view = viewOf(recorded);
      for (const arm of offeredArms) {
        expect(recordedValues(view, arm)?.modes).toBeGreaterThanOrEqual(0);
        expect(view.samples[arm]!.length).toBeGreaterThan(1000);
        expect(view.runs.filter((run) => run.arm === arm)).toHaveLength(recorded.seeds.length);
      }
      expect(view.ceiling!.values.modes).toBe(createDataset(name).modes!.centres.length);
      expect(view.ceiling!.title).toContain('Heun');
    }
  });

  it('lifts a recorded KL to the floor of fewer samples, and nothing else', () => {
    const view = viewOf(study('ring'));
    const floor = (n: number) => targets(8, n).modeKl;
    expect(asMeasuredWith(view, 'modeKl', floor(view.n), 8, 1000)).toBeCloseTo(floor(1000), 12);
    expect(asMeasuredWith(view, 'hq', 0.9, 8, 1000)).toBe(0.9);
  });
});

describe('narrate', () => {
  const scene = (values: Scene['values'], rest: Partial<Scene> = {}): string =>
    narrate({
      title: 'least squares',
      from: 'live',
      step: 1200,
      steps: 3000,
      K: 8,
      values,
      targets: targets(8, 1000),
      most: null,
      ...rest,
    });

  it('tells sharp and few from complete and soft', () => {
    const few = scene({ modes: 1, hq: 0.998, spread: 0.7, modeKl: Math.log(8) });
    expect(few).toContain('1 of 8 modes is hit, by sharp samples');
    expect(few).toContain('too narrow');
    const soft = scene({ modes: 8, hq: 0.6, spread: 1.2, modeKl: 0.2 });
    expect(soft).toContain('all 8 modes are hit');
    expect(soft).toContain('57 times its floor');
    expect(soft).toContain('40\u00a0% of the samples are in no mode');
    expect(scene({ modes: 8, hq: 0.988, spread: 1, modeKl: 0.004 })).toContain('even');
  });

  it('remembers modes that were lost, and has words for nothing at all', () => {
    const values = { modes: 3, hq: 0.8, spread: 1, modeKl: 1 };
    expect(scene(values, { most: { modes: 5, step: 1100 } })).toContain('at step 1,100 there were 5');
    expect(scene({ modes: 0, hq: 0, spread: NaN, modeKl: NaN })).toContain('not one of 8 modes is hit');
    expect(scene(null, { from: 'nothing' })).toContain('Press Train');
    expect(scene(values, { from: 'recorded' })).toContain('A recorded run, least squares');
    expect(texts({ modes: 0, hq: 0, spread: NaN, modeKl: NaN }, targets(8, 1000), 8)).toMatchObject({ spread: '–' });
  });
});

describe('the pictures', () => {
  it('mark what is missing, and write a share that does not fit', () => {
    const pen = new SvgPen('t');
    const above = paintShares(pen, 400, 400, fallbackTheme, [1, 0, 0, 0, 0, 0, 0, 0], 8, 1000);
    expect(above.match(/×/g)).toHaveLength(7);
    expect(above).toContain('100 %');
  });

  it('put all losses side by side before a run, and this loss at the end of its curve in one', () => {
    const view = viewOf(study('ring'));
    for (const metric of metricNames) {
      const base = {
        metric,
        K: 8,
        arm: 'hinge',
        steps: 3000,
        study: view,
        band: view.bands[metric],
        n: 1000,
        target: 1,
      };
      const idle = paintMetric(new SvgPen('a'), 416, 200, fallbackTheme, { ...base, curves: [] });
      for (const arm of offeredArms) expect(idle).toContain(`>${shortName(arm)}<`);
      const pen = new SvgPen('b');
      const readings = [0, 100].map((step) => ({ step, modes: 3, hq: 0.5, spread: 1, modeKl: 0.1 }));
      const live = paintMetric(pen, 416, 200, fallbackTheme, { ...base, curves: [{ name: 'Hin', readings, current: true }] }); // prettier-ignore
      expect(live).toContain('steps');
      expect(live).not.toContain(`>${shortName('pac2')}<`);
      expect(pen.toString()).not.toContain('NaN');
    }
    expect(titleOf('pac2')).toContain('PacGAN');
  });
});
