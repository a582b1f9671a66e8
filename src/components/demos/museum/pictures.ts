/** The two pictures of an exhibit: its curves, and its samples where there are some. */
import { area } from '../../../lib/plot/area.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points as dots } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import type { Exhibit, Moment } from './exhibit.ts';

/** The moments so far, with the fault and without it; the second is empty until the reader asks for it. */
export interface Runs {
  planted: readonly Moment[];
  sound: readonly Moment[];
}

export function paintCurves(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  exhibit: Exhibit,
  runs: Runs,
): string {
  const { lines, references, x, y } = exhibit;
  const series = (moments: readonly Moment[], sound: boolean) =>
    lines.map(({ key, name, colour }) => ({
      x: moments.map(({ step }) => step),
      y: moments.map(({ values }) => values[key]!),
      colour: theme[colour],
      width: sound ? 1.2 : 2.2,
      alpha: sound ? 0.75 : 1,
      ...(sound && { dash: [1.5, 2.5] }),
      name: sound ? `${name}, sound` : name,
    }));
  const chart: Chart = {
    x: [0, x.end],
    y: y.range,
    ...(y.log && { logY: true }),
    series: [
      ...(runs.sound.length > 1 ? series(runs.sound, true) : []),
      ...(runs.planted.length > 1 ? series(runs.planted, false) : []),
    ],
    levels: references.map(({ value }) => ({ value, colour: theme.exact, dash: [6, 4] })),
    axes: {
      xTicks: 4,
      yTicks: y.log ? [1, 2, 4, 8] : 5,
      ...(y.log && { yFormat: String }),
      xLabel: x.label,
      yLabel: `${y.label}; dashed: ${[...new Set(references.map(({ name }) => name))].join(', ')}`,
    },
    margin: { left: 46, right: 96 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}

const bars = 72;

/** Counts over the line, in bars, as the outline of a staircase. */
function staircase(x: ArrayLike<number>, reach: number, roots: boolean): { x: number[]; y: number[] } {
  const counts = new Float64Array(bars);
  for (let i = 0; i < x.length; i++) {
    const at = Math.floor(((x[i]! + reach) / (2 * reach)) * bars);
    if (at >= 0 && at < bars) counts[at]! += 1;
  }
  const edge = (i: number) => -reach + (2 * reach * i) / bars;
  return {
    x: [...counts].flatMap((_, i) => [edge(i), edge(i + 1)]),
    y: [...counts].map((count) => (roots ? Math.sqrt(count) : count)).flatMap((height) => [height, height]),
  };
}

/** The samples with the fault, and under or beside them those of the sound run. */
export function paintSamples(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  exhibit: Exhibit,
  runs: Runs,
): string {
  const { dim, reach, centres, deviation, roots = false } = exhibit.picture!;
  const colour = theme[exhibit.lines[0]!.colour];
  const both = [runs.planted.at(-1), runs.sound.at(-1)].flatMap((moment) => (moment?.points ? [moment.points] : []));
  const names = ['with the fault', 'sound'];
  const label = (x: number, y: number, i: number) =>
    both.length > 1 ? `<text class="series-name" x="${x.toFixed(1)}" y="${y.toFixed(1)}">${names[i]}</text>` : '';
  if (dim === 1) {
    const tall = (height - 26) / both.length;
    return both
      .map((x, i) => {
        const steps = staircase(x, reach, roots);
        const frame = createFrame({
          width,
          height,
          margin: { left: 12, right: 12, top: i * tall + 8, bottom: height - (i + 1) * tall },
          x: [-reach, reach],
          y: [0, Math.max(...steps.y) * 1.05],
        });
        area(pen, frame, { ...steps, colour, alpha: 0.6 });
        const ground = `<line class="axis" x1="12" x2="${width - 12}" y1="${((i + 1) * tall).toFixed(1)}" y2="${((i + 1) * tall).toFixed(1)}"/>`;
        const marks = centres
          .map(
            ([c]) =>
              `<circle cx="${frame.x(c!).toFixed(1)}" cy="${((i + 1) * tall + 6).toFixed(1)}" r="2.5" fill="${theme.data}"/>`,
          )
          .join('');
        return ground + marks + label(16, i * tall + 20, i);
      })
      .join('');
  }
  const wide = width / both.length;
  const side = Math.min(wide, height);
  return both
    .map((x, i) => {
      const left = i * wide + (wide - side) / 2;
      const frame = createFrame({
        width,
        height,
        margin: { left, right: width - left - side, top: (height - side) / 2, bottom: (height - side) / 2 },
        x: [-reach, reach],
        y: [-reach, reach],
      });
      dots(pen, frame, { x, colour, radius: side < 200 ? 1.1 : 1.5, alpha: 0.75 });
      const radius = (2 * deviation * side) / (2 * reach);
      const rings = centres
        .map(
          ([cx, cy]) =>
            `<circle cx="${frame.x(cx!).toFixed(1)}" cy="${frame.y(cy!).toFixed(1)}" r="${radius.toFixed(1)}" fill="none" stroke="${theme.exact}" stroke-dasharray="4 3"/>`,
        )
        .join('');
      return rings + label(left + 6, (height - side) / 2 + 14, i);
    })
    .join('');
}
