import { describe, expect, it } from 'vitest';
import { describe as spoken, narrate } from '../../src/components/demos/guidanceLab/narrate.ts';
import { paintChart, paintLaws } from '../../src/components/demos/guidanceLab/pictures.ts';
import {
  editedByFlow,
  experiments,
  lawsOf,
  ranges,
  settingsFrom,
  start,
  unreal,
  type Settings,
} from '../../src/components/demos/guidanceLab/scene.ts';
import { estimates, simulate, simulated } from '../../src/components/demos/guidanceLab/simulate.ts';
import { followGaussian, gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';
import { heun } from '../../src/lib/diffusion/heun.ts';
import { geometricSigmas, sigmaOf } from '../../src/lib/diffusion/sigmas.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';

const settings: Settings[] = [
  start,
  { ...start, gamma: 5, lambda: 2 },
  { ...start, experiment: 'editing' },
  { ...start, experiment: 'inpainting', passes: 2 },
];

describe('the points', () => {
  it('have the means and variances that theory predicts, in every experiment', () => {
    for (const one of settings) {
      const laws = lawsOf(one);
      const measured = estimates(simulated(one, 600))!;
      for (const which of ['first', 'second'] as const) {
        const { mean, meanError, variance, varianceError } = measured[which];
        expect(Math.abs(mean - laws[which].mean)).toBeLessThan(4.5 * meanError);
        // and some room for the steps, which are fine but finite
        expect(Math.abs(variance - laws[which].variance)).toBeLessThan(4.5 * varianceError + 0.02 * variance);
      }
    }
  });

  it('are the same from the same seed, and come in slices', () => {
    const [a, b] = [simulated(settings[2]!, 400), simulated(settings[2]!, 400)];
    expect([...a.second]).toEqual([...b.second]);
    expect([...simulated({ ...settings[2]!, seed: 2 }, 400).second]).not.toEqual([...a.second]);
    expect(simulate(start).next().value.done).toBe(0);
  });
});

describe('the predictions', () => {
  it('of an edit by the flow are those of the library’s Heun steps', () => {
    const top = sigmaOf(0.7);
    const walked = followGaussian(
      heun,
      gaussianDenoiser({ mean: 0, variance: 0.25 }),
      geometricSigmas(800, top, 1e-4),
      {
        mean: 2,
        variance: top ** 2,
      },
    );
    const { mean, variance } = editedByFlow(2, 0.25, 0.7);
    expect(Math.abs(walked.mean - mean)).toBeLessThan(1e-4);
    expect(Math.abs(walked.variance - variance)).toBeLessThan(1e-4);
  });
  it('put the laws where the chapter says', () => {
    const { first, second, target } = lawsOf({ ...start, gamma: 3 });
    expect([first.variance, target.variance]).toEqual([0.25, 0.5]);
    expect(Math.abs(second.variance - 0.3875)).toBeLessThan(1e-5);
    const inpainted = lawsOf({ ...start, experiment: 'inpainting' });
    expect(inpainted.first.mean).toBeLessThan(inpainted.second.mean);
    expect(inpainted.second.mean).toBeLessThan(inpainted.target.mean);
    const edited = lawsOf({ ...start, experiment: 'editing', strength: 0.98 });
    expect(unreal(edited.second, edited.target)).toBeLessThan(0.02);
  });
});

describe('the controls', () => {
  it('give the start values where they make no sense', () => {
    expect(settingsFrom(() => null)).toEqual({ ...start, seed: 0 });
    const odd = { experiment: 'x', gamma: 99, passes: 4, seed: -1 } as Record<string, string | number>;
    expect(settingsFrom((name) => odd[name] ?? null)).toEqual({ ...start, gamma: ranges.gamma.max });
  });
});

describe('the sentences', () => {
  it('say what each experiment should give, and whether the points agree', () => {
    expect(narrate({ settings: start, measured: null })).toMatch(
      /ODE should give the variance 0\.250.*neither samples it\.$/,
    );
    expect(narrate({ settings: { ...start, gamma: 1 }, measured: null })).toContain('the conditional model itself');
    expect(narrate({ settings: settings[3]!, measured: null })).toMatch(/Replacement loses 30 % of it, 2 passes 15 %/);
    const measured = estimates(simulated(start, 400));
    expect(narrate({ settings: start, measured })).toContain('The 400 points of each kind agree');
    expect(narrate({ settings: { ...start, gamma: 6 }, measured })).toContain('off by more than chance');
    expect(spoken({ settings: start, measured })).toContain('tilted law: mean 0.000, variance 0.500');
  });
});

describe('the pictures', () => {
  it('are drawn in every experiment, with points and without, wide and narrow', () => {
    const drawn = simulated(settings[2]!, 200);
    for (const experiment of experiments) {
      for (const width of [300, 560]) {
        for (const points of [drawn, null]) {
          const pen = new SvgPen('t');
          const one = { ...start, experiment };
          const above =
            paintLaws(pen, width, 300, fallbackTheme, { settings: one, drawn: points }) +
            paintChart(pen, width, 300, fallbackTheme, { settings: one, measured: points && estimates(points) });
          expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
        }
      }
    }
  });
});
