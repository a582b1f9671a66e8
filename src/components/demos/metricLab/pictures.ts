/** The pictures of the figure, for the page and for print. */
import { alarm, batteryNames, place, type Sets } from '../../../lib/metrics/battery.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { dataOf, type Reading, type Settings } from './scene.ts';
import { titles, valueText } from './words.ts';

export function paintCloud(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { data }: Settings,
  { samples, reference }: Sets,
): string {
  const { extent } = dataOf(data);
  const frame = createFrame({ width, height, x: [-extent, extent], y: [-extent, extent] });
  points(pen, frame, { x: reference, colour: theme.data, radius: 1.7, alpha: 0.5 });
  points(pen, frame, { x: samples, colour: theme.gan, radius: 1.7, alpha: 0.75 });
  return '';
}

/** Beyond this many half-widths a mark stays at the end of its strip. */
const reach = 30;
/** Even near the band, a logarithm far from it. */
const along = (u: number) => Math.asinh(Math.max(-reach, Math.min(reach, u))) / Math.asinh(reach);

/** One strip for each metric: the band of a perfect sampler, and a mark where the value lies. */
export function paintMeters(pen: Pen, width: number, height: number, theme: Theme, { values, bands }: Reading): string {
  const row = height / batteryNames.length;
  const [left, right] = [width < 360 ? 132 : 150, 58];
  const [middle, half] = [(left + width - right) / 2, (width - right - left) / 2 - 6];
  const out: string[] = [];
  const segment = (from: number, to: number, y: number, colour: string, thick: number, alpha: number) => {
    pen.save();
    pen.globalAlpha = alpha;
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(middle + half * along(from), y);
    pen.lineTo(middle + half * along(to), y);
    pen.stroke();
    pen.restore();
  };
  batteryNames.forEach((name, i) => {
    const y = (i + 0.5) * row;
    const u = place(values[name], bands[name]);
    const loud = Math.abs(u) > alarm;
    segment(-reach, reach, y, theme.rule, 1.5, 1);
    segment(-1, 1, y, theme.band, Math.min(14, row * 0.55), 0.45);
    pen.fillStyle = loud ? theme.gan : theme.ink;
    pen.beginPath();
    const x = middle + half * along(u);
    const radius = loud ? 5.5 : 3.5;
    if (Math.abs(u) > reach) {
      const way = Math.sign(u);
      pen.moveTo(x + 6 * way, y);
      pen.lineTo(x - 5 * way, y - 6);
      pen.lineTo(x - 5 * way, y + 6);
      pen.closePath();
    } else {
      pen.moveTo(x + radius, y);
      pen.arc(x, y, radius, 0, 2 * Math.PI);
    }
    pen.fill();
    const kind = loud ? ' loud' : '';
    out.push(
      `<text class="meter${kind}" x="${left - 10}" y="${y.toFixed(1)}" dy="0.33em" text-anchor="end">${titles[name]}</text>`,
      `<text class="meter value${kind}" x="${width - 2}" y="${y.toFixed(1)}" dy="0.33em" text-anchor="end">${valueText(name, values[name])}</text>`,
    );
  });
  return out.join('');
}
