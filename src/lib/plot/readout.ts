/** The exact values of a chart's curves at a place that the reader points at, or walks to with the arrow keys. */
import { escapeText } from './axes.ts';
import type { Chart } from './chart.ts';
import { inside, type Frame } from './frame.ts';

export interface Readout {
  /** The place that is read: an x of the first curve that has one nearby. */
  x: number;
  values: { name: string; value: number; colour: string }[];
}

/** Index of the entry nearest to `x` in an ascending list; -1 for an empty one. */
function nearest(list: ArrayLike<number>, x: number): number {
  let best = -1;
  for (let i = 0; i < list.length; i++) if (best < 0 || Math.abs(list[i]! - x) < Math.abs(list[best]! - x)) best = i;
  return best;
}

/** What the named curves say nearest to `x`; null where there is no curve yet. */
export function readAt({ series }: Chart, x: number): Readout | null {
  const named = series.filter(({ name, x: xs }) => name && xs.length > 0);
  if (named.length === 0) return null;
  const at = named[0]!.x[nearest(named[0]!.x, x)]!;
  const values = named.flatMap(({ name, x: xs, y, colour }) => {
    const value = y[nearest(xs, at)]!;
    return Number.isFinite(value) ? [{ name: name!, value, colour }] : [];
  });
  return { x: at, values };
}

const short = (value: number) => String(Number(value.toPrecision(3)));

export const readoutText = ({ x, values }: Readout, unit: string): string =>
  [`${unit} ${Math.round(x * 10) / 10}`, ...values.map(({ name, value }) => `${name} ${short(value)}`)].join(' · ');

/** A line at the place and the values beside it. */
export function readoutMarkup(frame: Frame, readout: Readout, unit: string): string {
  const { left, right, top, bottom } = inside(frame);
  const x = Math.min(right, Math.max(left, frame.x(readout.x)));
  const toLeft = x > (left + right) / 2;
  const dots = readout.values.map(
    ({ value, colour }) => `<circle cx="${x.toFixed(1)}" cy="${frame.y(value).toFixed(1)}" r="3" fill="${colour}"/>`,
  );
  return (
    `<line class="reading" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top}" y2="${bottom}"/>${dots.join('')}` +
    `<text class="reading" x="${(x + (toLeft ? -6 : 6)).toFixed(1)}" y="${top + 10}" text-anchor="${toLeft ? 'end' : 'start'}">` +
    `${escapeText(readoutText(readout, unit))}</text>`
  );
}
