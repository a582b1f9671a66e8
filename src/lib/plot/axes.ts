/** Axes as SVG markup, so that build time, page and saved picture share them; styles/live.css gives them their look. */
import { format } from 'd3';
import { inside, type Frame } from './frame.ts';

export interface Axes {
  xTicks?: number | number[];
  yTicks?: number | number[];
  /** d3-format specifier or a function. */
  xFormat?: string | ((value: number) => string);
  yFormat?: string | ((value: number) => string);
  xLabel?: string;
  yLabel?: string;
  /** Faint lines across at every y tick. */
  grid?: boolean;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeText = (text: string) => text.replace(/[&<>"]/g, (c) => escapes[c]!);

const round = (v: number) => Number(v.toFixed(1));

export function axes(frame: Frame, options: Axes = {}): string {
  const { xTicks = 5, yTicks = 4, xFormat, yFormat, xLabel, yLabel, grid = true } = options;
  const { left, right, top, bottom } = inside(frame);
  const out: string[] = [];
  const yText = formatter(yFormat, frame.y.tickFormat(typeof yTicks === 'number' ? yTicks : 5));
  for (const tick of typeof yTicks === 'number' ? frame.y.ticks(yTicks) : yTicks) {
    const y = round(frame.y(tick));
    if (!(y >= top - 0.5 && y <= bottom + 0.5)) continue;
    if (grid) out.push(`<line class="grid" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>`);
    out.push(
      `<text class="tick" x="${left - 6}" y="${y}" dy="0.32em" text-anchor="end">${escapeText(yText(tick))}</text>`,
    );
  }
  const xText = formatter(xFormat, frame.x.tickFormat(typeof xTicks === 'number' ? xTicks : 5));
  for (const tick of typeof xTicks === 'number' ? frame.x.ticks(xTicks) : xTicks) {
    const x = round(frame.x(tick));
    if (!(x >= left - 0.5 && x <= right + 0.5)) continue;
    out.push(`<line class="axis" x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 4}"/>`);
    out.push(
      `<text class="tick" x="${x}" y="${bottom + 7}" dy="0.71em" text-anchor="middle">${escapeText(xText(tick))}</text>`,
    );
  }
  out.push(`<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`);
  if (xLabel)
    out.push(
      `<text class="axis-label" x="${right}" y="${bottom + 7}" dy="1.95em" text-anchor="end">${escapeText(xLabel)}</text>`,
    );
  if (yLabel)
    out.push(`<text class="axis-label" x="${left}" y="${top - 8}" text-anchor="start">${escapeText(yLabel)}</text>`);
  return out.join('');
}

function formatter(given: Axes['xFormat'], fallback: (value: number) => string): (value: number) => string {
  if (typeof given === 'function') return given;
  return given ? format(given) : fallback;
}
