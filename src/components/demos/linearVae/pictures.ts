/** The pictures of the figure, to any pen: the data with the decoder's columns, the columns alone, the ladder, its gaps, the variances. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { placed, reachOf, type Cloud } from './clouds.ts';
import type { Fit } from './fit.ts';
import { small } from './narrate.ts';

/** Columns and ellipses are drawn at so many standard deviations. */
const sigmas = 2;
const minus = (v: number) => String(v).replace('-', '−');

/** An ellipse of the covariance [[a, b], [b, c]] in principal coordinates, on the picture. */
function ellipse(cloud: Cloud, a: number, b: number, c: number): { x: number[]; y: number[] } {
  const root = Math.sqrt(a);
  const rest = Math.sqrt(Math.max(0, c - (b * b) / a));
  const at = Array.from({ length: 97 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 96;
    const [p, q] = [sigmas * Math.cos(angle), sigmas * Math.sin(angle)];
    return placed(cloud, root * p, (b / root) * p + rest * q);
  });
  return { x: at.map(([x]) => x), y: at.map(([, y]) => y) };
}

export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { cloud, settings, target } = fit;
  const { k } = settings;
  const reach = reachOf(cloud);
  const margin = { top: 22, right: 10, bottom: 34, left: 34 };
  const tall = (reach * (height - margin.top - margin.bottom)) / (width - margin.left - margin.right);
  const frame = createFrame({ width, height, margin, x: [-reach, reach], y: [-tall, tall] });
  const at = Float64Array.from(cloud.points);
  for (let i = 0; i < at.length; i += 2) at.set(placed(cloud, at[i]!, at[i + 1]!), i);
  points(pen, frame, { x: at, colour: theme.data, radius: width < 380 ? 1.5 : 1.8, alpha: 0.4 });
  const { W } = fit.parts;
  let [a, b, c] = [fit.variance, 0, fit.variance];
  for (let j = 0; j < k; j++) {
    a += W[j]! ** 2;
    b += W[j]! * W[k + j]!;
    c += W[k + j]! ** 2;
  }
  curve(pen, frame, { ...ellipse(cloud, a, b, c), colour: theme.vae, width: 1.4, alpha: 0.7 });
  // Where the columns belong: both ways along each direction that is kept and seen here.
  for (let i = 0; i < Math.min(2, target.kept); i++) {
    const length = sigmas * Math.sqrt(cloud.lambdas[i]! - target.threshold);
    const [x, y] = placed(cloud, i === 0 ? length : 0, i === 1 ? length : 0);
    curve(pen, frame, { x: [-x, x], y: [-y, y], colour: theme.exact, width: 1.5, dash: [6, 4] });
  }
  const vectors = Array.from({ length: k }, (_, j) => placed(cloud, sigmas * W[j]!, sigmas * W[k + j]!));
  const unit = (width - margin.left - margin.right) / (2 * reach);
  arrows(pen, frame, {
    at: vectors.flatMap(() => [0, 0]),
    vectors: vectors.flat(),
    scale: unit,
    colour: theme.vae,
    width: 3,
    head: 10,
  });
  const names = vectors
    .map(([x, y], j) => {
      const length = Math.hypot(x, y);
      if (k < 2 || length * unit < 14) return '';
      const out = 1 + 13 / (length * unit);
      return `<text class="series-name" x="${frame.x(x * out).toFixed(1)}" y="${frame.y(y * out).toFixed(1)}" dy="0.32em" text-anchor="middle" fill="${theme.vae}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke">w${'₁₂₃₄'[j]}</text>`;
    })
    .join('');
  const own = cloud.name === 'plane';
  return (
    axes(frame, {
      xTicks: 5,
      yTicks: 5,
      xFormat: minus,
      yFormat: minus,
      xLabel: own ? 'x₁' : 'first principal direction',
      yLabel: own ? 'x₂' : 'second',
    }) + names
  );
}

/** W in principal coordinates, a square for each entry: filled above zero, hollow below. */
function paintEntries(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { k } = fit.settings;
  const { lambdas } = fit.cloud;
  const d = lambdas.length;
  const { W } = fit.parts;
  const [left, top] = [0.36 * width, 40];
  const cell = Math.min((width - left - 12) / k, (height - top - 16) / d, 110);
  const largest = Math.sqrt(lambdas[0]!);
  let text = `<text class="axis-label" x="12" y="14">entries of W</text>`;
  const rows = ['first', 'second', 'third'];
  pen.save();
  for (let i = 0; i < d; i++) {
    text += `<text class="tick" x="${left - 12}" y="${(top + (i + 0.5) * cell).toFixed(1)}" dy="0.32em" text-anchor="end">along the ${rows[i]}</text>`;
    for (let a = 0; a < k; a++) {
      const value = W[i * k + a]!;
      const [x, y] = [left + a * cell, top + i * cell];
      pen.strokeStyle = theme.rule;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.rect(x + 0.5, y + 0.5, cell - 1, cell - 1);
      pen.stroke();
      const side = (cell - 10) * Math.sqrt(Math.min(1, Math.abs(value) / largest));
      if (side < 1) continue;
      pen.beginPath();
      pen.rect(x + (cell - side) / 2, y + (cell - side) / 2, side, side);
      pen.fillStyle = pen.strokeStyle = theme.vae;
      pen.lineWidth = 2;
      if (value > 0) pen.fill();
      else pen.stroke();
    }
  }
  pen.restore();
  for (let a = 0; a < k; a++) {
    text += `<text class="tick" x="${(left + (a + 0.5) * cell).toFixed(1)}" y="${top - 8}" text-anchor="middle">w${'₁₂₃₄'[a]}</text>`;
  }
  return text;
}

/** The columns of W as images, and below them the principal directions. Green: brighter; grey: darker. */
function paintImages(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { k } = fit.settings;
  const { lambdas, directions } = fit.cloud;
  const d = lambdas.length;
  const side = Math.round(Math.sqrt(d));
  const { W } = fit.parts;
  const gap = 12;
  const size = Math.min((width - (k + 1) * gap) / k, (height - 86) / 2, 150);
  const left = (width - k * size - (k - 1) * gap) / 2;
  const tops = [30, 30 + size + 40];
  const draw = (image: Float64Array, x: number, y: number) => {
    const most = Math.max(1e-9, ...image.map(Math.abs));
    const pixel = size / side;
    image.forEach((value, j) => {
      pen.globalAlpha = Math.abs(value) / most;
      pen.fillStyle = value > 0 ? theme.vae : theme.data;
      pen.beginPath();
      pen.rect(x + (j % side) * pixel, y + Math.floor(j / side) * pixel, pixel + 0.4, pixel + 0.4);
      pen.fill();
    });
    pen.globalAlpha = 1;
    pen.strokeStyle = theme.rule;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.rect(x, y, size, size);
    pen.stroke();
  };
  pen.save();
  for (let a = 0; a < k; a++) {
    const image = new Float64Array(d);
    for (let i = 0; i < d; i++) {
      const w = W[i * k + a]!;
      for (let j = 0; j < d; j++) image[j]! += w * directions![i * d + j]!;
    }
    draw(image, left + a * (size + gap), tops[0]!);
    draw(directions!.slice(a * d, (a + 1) * d), left + a * (size + gap), tops[1]!);
  }
  pen.restore();
  return (
    `<text class="axis-label" x="${left.toFixed(1)}" y="${tops[0]! - 8}">columns of W as images</text>` +
    `<text class="axis-label" x="${left.toFixed(1)}" y="${tops[1]! - 8}">principal directions, up to their sign</text>`
  );
}

export const paintColumns = (pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string =>
  (fit.cloud.directions ? paintImages : paintEntries)(pen, width, height, theme, fit);

/** The bound on its way up: what is reached, and the three things that are missing. */
export function paintLadder(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { best, history } = fit;
  const last = history.step.length - 1;
  const lowest = Math.min(history.bound[0]!, history.bound[last]!);
  const from = lowest - 0.04 * Math.max(1e-9, best - lowest);
  const frame = createFrame({ width, height, margin: { left: 10, right: 10 }, x: [from, best], y: [0, 1] });
  const [top, thick] = [20, height - 40];
  const parts = [
    { to: history.bound[last]!, name: 'bound', alpha: 0.9, colour: theme.vae },
    { to: history.amortisation[last]!, name: 'encoder', alpha: 0.45, colour: theme.vae },
    { to: history.approximation[last]!, name: 'diagonal', alpha: 0.2, colour: theme.vae },
    { to: history.decoder[last]!, name: 'decoder', alpha: 0.25, colour: theme.data },
  ];
  let at = from;
  let text = '';
  pen.save();
  for (const { to, name, alpha, colour } of parts) {
    const next = name === 'bound' ? to : at + to;
    const [x0, x1] = [frame.x(at), frame.x(Math.min(best, next))];
    pen.globalAlpha = alpha;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.rect(x0, top, Math.max(0, x1 - x0), thick);
    pen.fill();
    if (x1 - x0 > 52)
      text += `<text class="tick" x="${((x0 + x1) / 2).toFixed(1)}" y="${top - 6}" text-anchor="middle">${name}</text>`;
    at = next;
  }
  pen.restore();
  curve(pen, frame, { x: [best, best], y: [0.04, 0.96], colour: theme.exact, width: 2, dash: [4, 3] });
  const end = history.bound[last]!;
  return (
    text +
    `<text class="tick" x="10" y="${height - 4}">${minus(Number(lowest.toFixed(2)))} nats</text>` +
    `<text class="tick" x="${width - 16}" y="${height - 4}" text-anchor="end">best${width < 420 ? '' : ' likelihood'} ${minus(Number(best.toFixed(3)))}, missing ${small(best - end)}</text>`
  );
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (value: number) => {
  const exponent = Math.round(Math.log10(value));
  if (exponent === 0) return '1';
  return `10${exponent < 0 ? '⁻' : ''}${[...String(Math.abs(exponent))].map((c) => superscripts[Number(c)]).join('')}`;
};
/** Below this a gap is rounding. */
const least = 1e-9;

export function paintGaps(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { history, settings } = fit;
  const most = Math.max(10, ...history.decoder, ...history.amortisation);
  const end = Math.max(100, history.step.at(-1)!);
  const series = (values: number[], colour: string, name: string, dash?: number[], thick = 2) => ({
    x: history.step.map((step) => Math.max(1, step)),
    y: values.map((v) => (v > least ? v : NaN)),
    colour,
    width: thick,
    name,
    ...(dash ? { dash } : {}),
  });
  const chart: Chart = {
    x: [1, end],
    y: [least, 10 ** Math.ceil(Math.log10(most))],
    logX: true,
    logY: true,
    series: [
      series(history.decoder, theme.data, 'decoder'),
      ...(settings.encoder === 'diagonal' && settings.k > 1
        ? [series(history.approximation, theme.vae, 'diagonal', [2, 3])]
        : []),
      series(history.amortisation, theme.vae, 'encoder', undefined, 2.4),
    ],
    axes: {
      xTicks: [1, 10, 100, 1000, 10_000, 100_000].filter((v) => v <= end),
      xFormat: (v) => v.toLocaleString('en'),
      yTicks: [1e-8, 1e-6, 1e-4, 1e-2, 1, 100],
      yFormat: power,
      xLabel: 'steps',
      yLabel: 'The three gaps, nats',
    },
    margin: { left: 40, right: 62 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}

/** Variance along each principal direction: the data's, the model's, and the noise. */
export function paintVariances(pen: Pen, width: number, height: number, theme: Theme, fit: Fit): string {
  const { cloud, settings, target, variance } = fit;
  const { k } = settings;
  const shown = Math.min(cloud.lambdas.length, 10);
  const { W } = fit.parts;
  const model = Array.from({ length: shown }, (_, i) => {
    let sum = variance;
    for (let a = 0; a < k; a++) sum += W[i * k + a]! ** 2;
    return sum;
  });
  const top = 1.12 * Math.max(cloud.lambdas[0]!, ...model);
  const chart: Chart = {
    x: [0.4, shown + 0.6],
    y: [0, top],
    series: [],
    axes: {
      xTicks: Array.from({ length: shown }, (_, i) => i + 1),
      xFormat: String,
      yTicks: 4,
      xLabel: 'principal direction',
      yLabel: 'Variance',
    },
    margin: { left: 40, right: 40 },
  };
  const frame = chartFrame(width, height, chart);
  pen.save();
  pen.fillStyle = theme.data;
  pen.globalAlpha = 0.3;
  for (let i = 0; i < shown; i++) {
    const [x0, x1] = [frame.x(i + 0.68), frame.x(i + 1.32)];
    pen.beginPath();
    pen.rect(x0, frame.y(cloud.lambdas[i]!), x1 - x0, frame.y(0) - frame.y(cloud.lambdas[i]!));
    pen.fill();
  }
  pen.restore();
  const edge = [0.4, shown + 0.6];
  curve(pen, frame, {
    x: edge,
    y: [target.variance, target.variance],
    colour: theme.exact,
    width: 1.4,
    dash: [6, 4],
  });
  curve(pen, frame, { x: edge, y: [variance, variance], colour: theme.vae, width: 1.8 });
  const split = Math.abs(target.threshold - target.variance) * (frame.y(0) - frame.y(1)) > 9;
  if (split) {
    curve(pen, frame, {
      x: edge,
      y: [target.threshold, target.threshold],
      colour: theme.muted,
      width: 1.4,
      dash: [1.5, 3],
    });
  }
  points(pen, frame, {
    x: model.flatMap((v, i) => [i + 1, v]),
    colour: theme.vae,
    radius: 4,
    halo: theme.paper,
  });
  const name = (value: number, label: string, colour: string) =>
    `<text class="series-name" x="${(frame.x(edge[1]!) + 5).toFixed(1)}" y="${frame.y(value).toFixed(1)}" dy="0.32em" fill="${colour}">${label}</text>`;
  return (
    chartLabels(frame, chart) +
    name(variance, 'σ²', theme.vae) +
    (split ? name(target.threshold, 'βσ²', theme.muted) : '')
  );
}
