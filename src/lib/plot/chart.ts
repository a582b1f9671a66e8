/** A small line chart: bands and levels to read curves against, the curves, and their names at their ends. */
import { axes, escapeText, type Axes } from './axes.ts';
import { band, curve, level, type Curve } from './curve.ts';
import { createFrame, inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Series extends Curve {
  /** Written at the curve's end, in the curve's colour. */
  name?: string;
  /** Colour of the name where the curve's own is too faint for text. */
  textColour?: string;
}

export interface Chart {
  x: readonly [number, number];
  y: readonly [number, number];
  logX?: boolean;
  logY?: boolean;
  series: Series[];
  levels?: { value: number; colour: string; name?: string; dash?: number[] }[];
  bands?: { low: number; high: number; colour: string; name?: string }[];
  axes?: Axes;
  margin?: { top?: number; right?: number; bottom?: number; left?: number };
}

export const chartMargin = { top: 22, right: 16, bottom: 34, left: 40 };

export function chartFrame(width: number, height: number, chart: Chart): Frame {
  const { x, y, logX, logY } = chart;
  return createFrame({ width, height, x, y, logX, logY, margin: { ...chartMargin, ...chart.margin } });
}

/** The part below: bands, levels, curves. */
export function drawChart(pen: Pen, frame: Frame, chart: Chart): void {
  for (const item of chart.bands ?? []) band(pen, frame, item);
  for (const item of chart.levels ?? []) level(pen, frame, item);
  for (const item of chart.series) curve(pen, frame, item);
}

interface Label {
  text: string;
  x: number;
  y: number;
  colour: string;
}

/** The part above, as SVG: axes, and names at the curves' ends, moved apart where they would touch. */
export function chartLabels(frame: Frame, chart: Chart): string {
  const { right, top, bottom } = inside(frame);
  const labels: Label[] = [];
  for (const { name, x, y, colour, textColour } of chart.series) {
    if (!name) continue;
    let last = -1;
    for (let i = Math.min(x.length, y.length) - 1; i >= 0 && last < 0; i--) if (Number.isFinite(y[i]!)) last = i;
    if (last >= 0)
      labels.push({ text: name, x: frame.x(x[last]!), y: frame.y(y[last]!), colour: textColour ?? colour });
  }
  const placed = spread(labels, top + 4, bottom - 4, 12);
  const names = placed.map(
    ({ text, x, y, colour }) =>
      `<text class="series-name" x="${(Math.min(x, right) + 5).toFixed(1)}" y="${y.toFixed(1)}" dy="0.32em" fill="${colour}">${escapeText(text)}</text>`,
  );
  return axes(frame, chart.axes) + names.join('');
}

/** Moves labels apart so that neighbours are `gap` pixels from each other, inside [from, to] as far as they fit. */
export function spread<L extends { y: number }>(labels: readonly L[], from: number, to: number, gap: number): L[] {
  const sorted = labels.map((label) => ({ ...label })).sort((a, b) => a.y - b.y);
  let least = from;
  for (const label of sorted) {
    label.y = Math.max(label.y, least);
    least = label.y + gap;
  }
  let most = to;
  for (const label of sorted.reverse()) {
    label.y = Math.min(label.y, most);
    most = label.y - gap;
  }
  return sorted.reverse();
}
