/** The pictures of the figure, for the page and for print. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, gridPoints } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { langevinVariance } from '../../../lib/theory/langevin.ts';
import { percent } from './narrate.ts';
import {
  annealingSteps,
  box,
  ranges,
  reach,
  scoreField,
  shareRight,
  trueShare,
  varianceAt,
  type Walk,
  type Widths,
} from './scene.ts';

/** Height of the strip above a plane where the shares are written. */
const strip = 26;

export interface Plane {
  x: Float64Array;
  weight: number;
  sigma: number;
}

/** The density as two discs of two deviations, the arrows of the score over those of equal weights, and the points. */
export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, plane: Plane): string {
  const { x, weight, sigma } = plane;
  // As many pixels to a unit both ways, below a strip for the shares.
  const tall = (box.x * (height - strip)) / width;
  const frame = createFrame({ width, height, margin: { top: strip }, x: [-box.x, box.x], y: [-tall, tall] });
  const std = Math.sqrt(varianceAt(sigma));
  pen.save();
  pen.beginPath();
  pen.rect(0, strip, width, height - strip);
  pen.clip();
  for (const [centre, w] of [
    [-reach, 1 - weight],
    [reach, weight],
  ] as const) {
    pen.fillStyle = theme.data;
    pen.globalAlpha = 0.04 + 0.28 * w;
    pen.beginPath();
    const radius = 2 * std * (width / (2 * box.x));
    pen.moveTo(frame.x(centre) + radius, frame.y(0));
    pen.arc(frame.x(centre), frame.y(0), radius, 0, 2 * Math.PI - 1e-4);
    pen.fill();
  }
  pen.restore();
  // An even number: a column in the middle would lie on the switch itself, the one place that knows the weights.
  const columns = width < 380 ? 14 : 16;
  const at = gridPoints(frame, columns, width < 380 ? 8 : 9);
  // Lengths are told only roughly, or the far arrows would be all there is: |score| in units of 1 / deviation, saturating.
  const longest = (0.86 * width) / columns;
  const scale = (length: number) => (longest * length * std) / (1 + length * std);
  arrows(pen, frame, {
    at,
    vectors: scoreField(0.5, sigma, at),
    scale,
    colour: theme.band,
    width: 3.4,
    alpha: 0.5,
    head: 5,
  });
  arrows(pen, frame, { at, vectors: scoreField(weight, sigma, at), scale, colour: theme.exact, width: 1, alpha: 0.75 });
  points(pen, frame, { x, colour: theme.diffusion, radius: width < 380 ? 1.7 : 2, halo: theme.paper });
  const right = shareRight(x);
  const truth = trueShare(weight, sigma);
  const label = (centre: number, share: number, should: number) =>
    `<text class="share" x="${frame.x(centre).toFixed(1)}" y="17" text-anchor="middle">${percent(share)}<tspan class="should"> of ${percent(should)}</tspan></text>`;
  return label(-reach, 1 - right, 1 - truth) + label(reach, right, truth);
}

type Shares = Pick<Walk, 'shares' | 'step' | 'settings'>;

export function shareChart({ shares, step, settings }: Shares, theme: Theme): Chart {
  const end = Math.max(annealingSteps, step);
  const stride = Math.ceil((step + 1) / 400);
  const kept = Array.from({ length: Math.ceil((step + 1) / stride) }, (_, i) => i * stride);
  const of = (values: number[]) => kept.map((i) => values[i]!);
  return {
    x: [0, end],
    y: [0, 1.02],
    series: [
      { x: kept, y: of(shares.plain), colour: theme.diffusion, width: 1.6, dash: [2, 3], name: 'plain' },
      { x: kept, y: of(shares.annealed), colour: theme.diffusion, width: 2.4, name: 'annealed' },
    ],
    levels: [{ value: settings.weight, colour: theme.exact, dash: [6, 4] }],
    axes: {
      xTicks: 4,
      yTicks: [0, 0.25, 0.5, 0.75, 1],
      yFormat: percent,
      xLabel: 'steps',
      yLabel: 'on the right; dashed: the weight',
    },
    margin: { left: 44, right: 64 },
  };
}

const steps = Array.from({ length: 60 }, (_, i) => 0.02 + (i * (ranges.step.max + 0.1)) / 60);

export function paintWidths(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  step: number,
  widths: Widths,
): string {
  const chart: Chart = {
    x: [0, ranges.step.max + 0.1],
    y: [0, 4.6],
    series: [{ x: steps, y: steps.map((s) => langevinVariance(1, s)), colour: theme.exact, width: 1.6, dash: [6, 4] }],
    levels: [{ value: 1, colour: theme.muted, dash: [1.5, 3] }],
    axes: {
      xTicks: [0, 1, 2, 3],
      xFormat: String,
      yTicks: [0, 1, 2, 3, 4],
      xLabel: 'step δ / variance of a mode',
      yLabel: 'variance in a mode / true; dashed: predicted',
    },
    margin: { left: 30, right: 12 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  curve(pen, frame, { x: [step, step], y: [0, 4.6], colour: theme.muted, width: 1, alpha: 0.5 });
  if (widths.measured !== null) {
    points(pen, frame, { x: [step, Math.min(4.6, widths.measured)], colour: theme.diffusion, radius: 5 });
  }
  return chartLabels(frame, chart);
}

export function paintShares(pen: Pen, width: number, height: number, theme: Theme, walk: Shares): string {
  const chart = shareChart(walk, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}
