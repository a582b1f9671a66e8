/** The scatter plot, on any pen. */
import { axes, escapeText } from '../../../lib/plot/axes.ts';
import { spread } from '../../../lib/plot/chart.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import type { Told } from './narrate.ts';
import { axisTitle, logarithmic, lowerIsBetter, type AxisName, type FamilyName, type Mark } from './scene.ts';

const margin = { top: 26, right: 18, bottom: 40, left: 52 };

/** From the least to the greatest value and a little more. */
function domain(told: Told, axis: AxisName, of: (mark: Mark) => [number, number]): [number, number] {
  const { study } = told.settings;
  const all = told.marks.flatMap(of);
  if (axis === 'time' && study === 'ring') all.push(...Object.values(told.machine));
  const perfect = told.scene.perfect[axis];
  if (perfect) all.push(...perfect.filter((v) => !logarithmic(axis, study) || v > 0));
  if (all.length === 0) return [0.1, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (logarithmic(axis, study)) return [low / 1.5, high * 1.7];
  const edge = 0.06 * (high - low || 1);
  return [low - edge, high + edge];
}

export function frameOf(told: Told, width: number, height: number): Frame {
  const { study, x, y } = told.settings;
  return createFrame({
    width,
    height,
    margin,
    x: domain(told, x, ({ spanX }) => spanX),
    y: domain(told, y, ({ spanY }) => spanY),
    logX: logarithmic(x, study),
    logY: logarithmic(y, study),
  });
}

/** Radius by speed: from a second and more for a thousand samples down to milliseconds. */
export const radiusOf = (seconds: number): number => Math.min(10, Math.max(3.5, 4.5 - 2.3 * Math.log10(seconds)));

function shape(pen: Pen, family: FamilyName, x: number, y: number, r: number): void {
  pen.beginPath();
  if (family === 'gan') pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (family === 'diffusion') pen.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else {
    const corners: [number, number][] =
      family === 'few'
        ? [
            [0, -1.25],
            [1.25, 0],
            [0, 1.25],
            [-1.25, 0],
          ]
        : [
            [0, -1.2],
            [1.1, 0.85],
            [-1.1, 0.85],
          ];
    corners.forEach(([u, v], i) => (i === 0 ? pen.moveTo(x + r * u, y + r * v) : pen.lineTo(x + r * u, y + r * v)));
    pen.closePath();
  }
}

/** Decades alone where there are many, so that labels do not touch. */
function ticks(scale: Frame['x'], log: boolean): number[] | number {
  if (!log) return 5;
  const [low = 1, high = 10] = scale.domain();
  const decades = Math.log10(high / low);
  const steps = decades > 2.2 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const list: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
    for (const step of steps) if (step * 10 ** e >= low && step * 10 ** e <= high) list.push(step * 10 ** e);
  }
  return list;
}
const tickText = (v: number) =>
  Math.abs(v) >= 1e-4 || v === 0 ? String(Number(v.toPrecision(3))) : v.toExponential(0);

export function paintTriangle(pen: Pen, width: number, height: number, theme: Theme, told: Told): string {
  const { marks, front, picked, machine, scene, settings } = told;
  const { study, x, y } = settings;
  const frame = frameOf(told, width, height);
  const box = inside(frame);
  const at = (mark: Mark): [number, number] => [frame.x(mark.x), frame.y(mark.y)];

  // What a perfect sampler scores.
  pen.save();
  pen.fillStyle = theme.band;
  pen.globalAlpha = 0.28;
  const bandY = scene.perfect[y];
  const bandX = scene.perfect[x];
  pen.beginPath();
  const clampY = (v: number) =>
    Math.min(box.bottom, Math.max(box.top, logarithmic(y, study) && v <= 0 ? box.bottom : frame.y(v)));
  const clampX = (v: number) =>
    Math.min(box.right, Math.max(box.left, logarithmic(x, study) && v <= 0 ? box.left : frame.x(v)));
  if (bandY)
    pen.rect(box.left, clampY(bandY[1]), box.right - box.left, Math.max(2, clampY(bandY[0]) - clampY(bandY[1])));
  if (bandX)
    pen.rect(clampX(bandX[0]), box.top, Math.max(2, clampX(bandX[1]) - clampX(bandX[0])), box.bottom - box.top);
  pen.fill();
  pen.restore();

  // The front as a line of stairs' corners.
  if (front.length > 1) {
    pen.save();
    pen.strokeStyle = theme.exact;
    pen.lineWidth = 1.25;
    pen.globalAlpha = 0.7;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    front.forEach((mark, i) => (i === 0 ? pen.moveTo(...at(mark)) : pen.lineTo(...at(mark))));
    pen.stroke();
    pen.restore();
  }

  for (const mark of marks) {
    const colour = theme[mark.row.colour];
    const [px, py] = at(mark);
    const r = radiusOf(mark.seconds);
    pen.save();
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.65;
    pen.beginPath();
    pen.moveTo(frame.x(mark.spanX[0]), py);
    pen.lineTo(frame.x(mark.spanX[1]), py);
    pen.moveTo(px, frame.y(mark.spanY[0]));
    pen.lineTo(px, frame.y(mark.spanY[1]));
    pen.stroke();
    pen.globalAlpha = front.includes(mark) || mark === picked ? 0.95 : 0.5;
    pen.fillStyle = colour;
    shape(pen, mark.row.family, px, py, r);
    pen.fill();
    if (mark === picked) {
      pen.globalAlpha = 1;
      pen.strokeStyle = theme.ink;
      pen.lineWidth = 1.5;
      shape(pen, mark.row.family, px, py, r + 3.5);
      pen.stroke();
    }
    pen.restore();
  }

  // The reader's machine, hollow.
  const mine =
    study === 'ring' && (x === 'time' || y === 'time')
      ? marks.filter(({ row }) => machine[row.title] !== undefined)
      : [];
  for (const mark of mine) {
    const seconds = machine[mark.row.title]!;
    const [px, py] = [frame.x(x === 'time' ? seconds : mark.x), frame.y(y === 'time' ? seconds : mark.y)];
    pen.save();
    pen.strokeStyle = theme[mark.row.colour];
    pen.lineWidth = 2;
    shape(pen, mark.row.family, px, py, radiusOf(mark.seconds) + 1);
    pen.stroke();
    pen.restore();
  }

  const named = picked ? [picked] : front;
  const labels = spread(
    named.map((mark) => {
      const [px, py] = at(mark);
      return { mark, px, y: py - (picked ? 0 : 2) };
    }),
    box.top + 6,
    box.bottom - 6,
    13,
  );
  const names = labels.map(({ mark, px, y: py }) => {
    const toLeft = px > box.left + 0.55 * (box.right - box.left);
    const away = radiusOf(mark.seconds) + 7;
    return `<text class="mark-name" x="${(px + (toLeft ? -away : away)).toFixed(1)}" y="${py.toFixed(1)}" dy="0.32em" text-anchor="${toLeft ? 'end' : 'start'}">${escapeText(mark.row.title)}</text>`;
  });
  const perfect = bandY ?? bandX ? [`<text class="mark-name quietly" x="${box.right}" y="${box.top - 9}" text-anchor="end">grey: a perfect sampler</text>`] : []; // prettier-ignore
  const arrow = (axis: AxisName, less: string, more: string) => (lowerIsBetter(axis, study) ? less : more);
  return (
    axes(frame, {
      xTicks: ticks(frame.x, logarithmic(x, study)),
      yTicks: ticks(frame.y, logarithmic(y, study)),
      xFormat: tickText,
      yFormat: tickText,
      xLabel: `${axisTitle(x, study)} (better ${arrow(x, '←', '→')})`,
      yLabel: `${axisTitle(y, study)} (better ${arrow(y, '↓', '↑')})`,
    }) +
    names.join('') +
    perfect.join('')
  );
}

/** The mark nearest to a place of the plot, if one is near. */
export function markAt(told: Told, width: number, height: number, px: number, py: number, within = 26): Mark | null {
  const frame = frameOf(told, width, height);
  let best: Mark | null = null;
  let least = within;
  for (const mark of told.marks) {
    const distance = Math.hypot(frame.x(mark.x) - px, frame.y(mark.y) - py);
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}
