/** The two plots of the figure, drawn by any pen. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart, type Series } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import type { Gaussian } from '../../../lib/theory/gaussian.ts';
import { minus, type Told } from './narrate.ts';
import { dataVariance, lawsOf, namesOf, ranges, unfaithful, unreal, type Experiment, type Settings } from './scene.ts';
import type { Drawn } from './simulate.ts';

const reach: Record<Experiment, readonly [number, number]> = {
  guidance: [-3.2, 3.2],
  editing: [-2, 3],
  inpainting: [-1.5, 3.5],
};
const bins = 64;
const whole = (v: number) => minus(String(v));
const density = ({ mean, variance }: Gaussian, x: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

function heights(values: ArrayLike<number>, [from, to]: readonly [number, number]): Float64Array {
  const out = new Float64Array(bins);
  const width = (to - from) / bins;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i]! - from) / width);
    if (bin >= 0 && bin < bins) out[bin]! += 1 / (values.length * width);
  }
  return out;
}

/** Histograms of what was drawn (filled: the first, outlined: the second), their predicted laws thin, the law they should have dashed. */
export function paintLaws(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { settings, drawn }: { settings: Settings; drawn: Drawn | null },
): string {
  const laws = lawsOf(settings);
  const [from, to] = reach[settings.experiment];
  const top = Math.min(3, 1.2 * Math.max(...Object.values(laws).map((law: Gaussian) => density(law, law.mean))));
  const frame = createFrame({
    width,
    height,
    margin: { top: 22, right: 10, bottom: 34, left: 34 },
    x: [from, to],
    y: [0, top],
  });
  const { bottom } = inside(frame);
  const edge = (bin: number) => from + (bin * (to - from)) / bins;
  if (drawn && drawn.done > 0) {
    pen.save();
    pen.fillStyle = theme.diffusion;
    pen.globalAlpha = 0.32;
    pen.beginPath();
    heights(drawn.first.subarray(0, drawn.done), [from, to]).forEach((h, bin) => {
      if (h === 0) return;
      const y = frame.y(Math.min(top, h));
      pen.rect(frame.x(edge(bin)), y, frame.x(edge(bin + 1)) - frame.x(edge(bin)), bottom - y);
    });
    pen.fill();
    pen.restore();
    const steps = heights(drawn.second.subarray(0, drawn.done), [from, to]);
    curve(pen, frame, {
      x: Array.from({ length: 2 * bins }, (_, i) => edge((i + 1) >> 1)),
      y: Array.from({ length: 2 * bins }, (_, i) => steps[i >> 1]!),
      colour: theme.diffusion,
      width: 2,
    });
  }
  const grid = Array.from({ length: 241 }, (_, i) => from + (i * (to - from)) / 240);
  const line = (law: Gaussian, colour: string, width: number, dash: number[] = []) =>
    curve(pen, frame, { x: grid, y: grid.map((x) => density(law, x)), colour, width, dash });
  line(laws.first, theme.muted, 1);
  line(laws.second, theme.muted, 1);
  line(laws.target, theme.exact, 2, [6, 4]);
  const mark = settings.experiment === 'editing' ? settings.guide : null;
  if (mark !== null) curve(pen, frame, { x: [mark, mark], y: [0, top], colour: theme.data, width: 1.5, dash: [2, 3] });
  const label = { guidance: 'sample x', editing: 'edited x; dotted: the guide', inpainting: 'the unknown one, y' };
  return axes(frame, {
    xTicks: 6,
    xFormat: whole,
    yTicks: 4,
    xLabel: label[settings.experiment],
    yLabel: 'density',
  });
}

function span(a: number, b: number, n = 60): number[] {
  return Array.from({ length: n + 1 }, (_, i) => a + ((b - a) * i) / n);
}

/** What the chart shows of a law, at which place. */
function chartOf(settings: Settings, theme: Theme): { chart: Chart; place: (law: Gaussian) => [number, number] } {
  const names = namesOf(settings);
  const styles = {
    first: { colour: theme.diffusion, width: 1.4, name: names.first },
    second: { colour: theme.diffusion, width: 2.8, name: settings.experiment === 'guidance' ? 'SDE' : names.second },
    target: { colour: theme.exact, width: 2, dash: [6, 4], name: names.target },
  };
  const series = (xs: number[], at: (x: number) => Settings, which: keyof typeof styles, y: (law: Gaussian) => number): Series => ({ x: xs, y: xs.map((x) => y(lawsOf(at(x))[which])), ...styles[which] }); // prettier-ignore
  const all = (xs: number[], at: (x: number) => Settings, y: (law: Gaussian) => number) =>
    (['target', 'second', 'first'] as const).map((which) => series(xs, at, which, y));
  if (settings.experiment === 'guidance') {
    const xs = span(1, ranges.gamma.max, 50);
    const variance = (law: Gaussian) => law.variance;
    return {
      chart: {
        x: [1, ranges.gamma.max],
        y: [0.028, 1.1],
        logY: true,
        series: all(xs, (gamma) => ({ ...settings, gamma }), variance),
        axes: { xTicks: [1, 2, 3, 4, 5, 6], yTicks: [0.03, 0.1, 0.3, 1], yFormat: String, xLabel: 'guidance γ', yLabel: 'variance' }, // prettier-ignore
        margin: { right: 78, left: 40 },
      },
      place: (law) => [settings.gamma, law.variance],
    };
  }
  if (settings.experiment === 'editing') {
    const data = { mean: 0, variance: dataVariance };
    const place = (law: Gaussian): [number, number] => [unfaithful(law, settings.guide), unreal(law, data)];
    const path = (which: 'first' | 'second'): Series => {
      const along = span(0.002, 0.998, 120).map((strength) => place(lawsOf({ ...settings, strength })[which]));
      return { x: along.map(([x]) => x), y: along.map(([, y]) => y), ...styles[which], name: '' };
    };
    return {
      chart: {
        x: [0, Math.hypot(ranges.guide.max, 0.8)],
        y: [0, ranges.guide.max + 0.1],
        series: [path('first'), path('second')],
        axes: {
          xTicks: 5,
          yTicks: 5,
          xLabel: 'distance from the guide',
          yLabel: 'distance of the law from the data’s',
        },
        margin: { right: 14, left: 34 },
      },
      place,
    };
  }
  const xs = span(0.01, 0.99, 50);
  const influence = (law: Gaussian) => law.mean / settings.observed;
  return {
    chart: {
      x: [0, 1],
      y: [0, 1],
      series: all(xs, (rho) => ({ ...settings, rho }), influence).map((one, i) => ({
        ...one,
        name: ['exact', `${settings.passes} passes`, '1 pass'][i]!,
      })),
      axes: { xTicks: 5, yTicks: 5, xLabel: 'correlation ρ', yLabel: 'mean of y over the observed value' },
      margin: { right: 62, left: 34 },
    },
    place: (law) => [settings.rho, influence(law)],
  };
}

export function paintChart(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { settings, measured }: Told,
): string {
  const { chart, place } = chartOf(settings, theme);
  const frame = chartFrame(width, height, chart);
  const laws = lawsOf(settings);
  drawChart(pen, frame, chart);
  if (settings.experiment !== 'editing') {
    const [x] = place(laws.first);
    curve(pen, frame, { x: [x, x], y: [...chart.y], colour: theme.muted, width: 1, alpha: 0.6 });
  }
  const shown = measured ?? laws;
  points(pen, frame, { x: place(shown.first), colour: theme.diffusion, radius: 3.4, halo: theme.paper });
  points(pen, frame, { x: place(shown.second), colour: theme.diffusion, radius: 5.2, halo: theme.paper });
  return chartLabels(frame, chart);
}
