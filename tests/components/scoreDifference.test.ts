import { describe, expect, it } from 'vitest';
import { Flow, whereabouts } from '../../src/components/demos/scoreDifference/flow.ts';
import { narrateFlow, narrateStill } from '../../src/components/demos/scoreDifference/narrate.ts';
import { paintHistory, paintPlane, paintPulls } from '../../src/components/demos/scoreDifference/pictures.ts';
import {
  data,
  fairJs,
  generator,
  measure,
  modes,
  samplesOf,
  start,
  sweep,
} from '../../src/components/demos/scoreDifference/scene.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { createRng } from '../../src/lib/random.ts';
import { jensenShannonBySampling } from '../../src/lib/theory/discriminator.ts';
import type { GeneratorLoss } from '../../src/lib/theory/scoreDifference.ts';

const fly = (loss: GeneratorLoss, kind: 'best' | 'frozen', steps: number) => {
  const flow = new Flow(measure(start), loss, kind);
  for (let k = 0; k < steps; k++) flow.step();
  flow.look();
  return flow;
};

describe('the scene', () => {
  it('ends at the data: no divergence, no pull', () => {
    const { plane, pulls } = measure({ ...start, quality: 1 });
    expect(plane.js).toBeCloseTo(0, 12);
    expect(Math.max(...Object.values(pulls.means))).toBeLessThan(1e-9);
    expect(pulls.belief).toBeCloseTo(0.5, 12);
  });

  it('integrates the same JS on its grid as drawing samples finds', () => {
    const { value, standardError } = jensenShannonBySampling(data, generator(start), 20_000, createRng(2));
    expect(Math.abs(measure(start).plane.js - value)).toBeLessThan(4 * standardError);
  });

  it('lets the saturating pull die where G is bad, and has the other two add up to the third', () => {
    const bad = measure({ ...start, quality: 0 }).pulls.means;
    expect(bad.nonSaturating).toBeGreaterThan(8 * bad.saturating);
    expect(bad.saturating + bad.nonSaturating).toBeCloseTo(bad.logit, 9);
  });

  it('moves samples smoothly with the quality and names them by the seed', () => {
    const [a, b] = [samplesOf(start), samplesOf({ ...start, quality: start.quality + 1e-6 })];
    expect(Math.max(...a.map((v, i) => Math.abs(v - b[i]!)))).toBeLessThan(1e-5);
    expect(samplesOf({ ...start, seed: 2 })).not.toEqual(a);
  });
});

describe('released samples', () => {
  it('fill the modes under the non-saturating loss while D keeps up', () => {
    const flow = fly('nonSaturating', 'best', 100);
    const where = whereabouts(flow.x, flow.still.samples);
    expect(where.reached).toBe(modes);
    expect(where.near).toBeGreaterThan(0.95);
    expect(where.width).toBeGreaterThan(0.75);
    expect(flow.plane.js).toBeLessThan(0.1);
    expect(flow.plane.js).toBeGreaterThan(fairJs(start.seed)); // samples cannot beat fair draws by so much
  });

  it('stay where they are under the saturating loss where D is near 0', () => {
    const slow = fly('saturating', 'best', 100);
    expect(whereabouts(slow.x, slow.still.samples).still).toBeGreaterThan(0.3);
    expect(slow.plane.js).toBeGreaterThan(0.15);
  });

  it('pile up on points under a frozen D', () => {
    const flow = fly('logit', 'frozen', 150);
    expect(whereabouts(flow.x, flow.still.samples).width).toBeLessThan(0.02);
  });
});

describe('the sentence', () => {
  const pulls = { means: { saturating: 0.7, nonSaturating: 10.5, logit: 11.2 }, belief: 0.08 };
  const where = { reached: 6, near: 1, width: 0.9, still: 0 };
  const told = { loss: 'nonSaturating', kind: 'best', time: 3, over: true, where, pulls } as const;
  it('compares the losses, and knows when there is nothing to pull', () => {
    expect(narrateStill({ loss: 'nonSaturating', pulls })).toContain('15 times as hard');
    expect(narrateStill({ loss: 'saturating', pulls })).toContain('already pass for real');
    const none = { means: { saturating: 0, nonSaturating: 0, logit: 0 }, belief: 0.5 };
    expect(narrateStill({ loss: 'logit', pulls: none })).toContain('½ everywhere');
  });
  it('tells the four ends of a release apart', () => {
    expect(narrateFlow({ ...told, pulls: { ...pulls, belief: 0.45 } })).toContain('no arrow leads');
    expect(narrateFlow({ ...told, where: { ...where, reached: 2 } })).toContain('at 2 of 6 modes');
    expect(narrateFlow({ ...told, loss: 'saturating', where: { ...where, still: 0.4 } })).toContain(
      '40 % of the samples',
    );
    expect(narrateFlow({ ...told, kind: 'frozen', where: { ...where, width: 0.1 } })).toContain('collapse');
  });
});

describe('the picture', () => {
  it('draws to SVG without a number that is none', () => {
    const { scene, samples: x, plane, arrows, pulls } = measure(start);
    const pen = new SvgPen();
    const view = { scene, loss: 'saturating', x, plane, arrows, handle: [0, 0] } as const;
    const found = sweep(start).next().value;
    const above =
      paintPlane(pen, 300, 300, fallbackTheme, view, true) +
      paintPulls(pen, 300, 200, fallbackTheme, found, { quality: 1, means: { ...pulls.means, saturating: 0 } }) +
      paintHistory(pen, 300, 200, fallbackTheme, { logit: { times: [0, 1], js: [0.5, 0.1] } }, 'logit', 0.02);
    expect(pen.toString() + above).not.toMatch(/NaN|Infinity/);
  });
});
