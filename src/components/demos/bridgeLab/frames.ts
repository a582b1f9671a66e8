/** What the pictures of all three views share: the axes of time and place, and what the build measured for them. */
import { axes } from '../../../lib/plot/axes.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Gap } from './gaps.ts';
import { fixed } from './narrate.ts';
import { reach } from './scene.ts';

export const sides = { top: 22, bottom: 34 };
export const lineTicks = [-2, -1, 0, 1, 2];
export const whole = (v: number) => fixed(v, 0);
export const evenly = (from: number, to: number, n: number) =>
  Array.from({ length: n + 1 }, (_, i) => from + ((to - from) * i) / n);

/** What the build measured once and every picture needs. */
export interface Measured {
  gaps: Gap[];
  firstErrors: number[];
  guessErrors: { t: number[]; error: number[] };
}

export const pathFrame = (width: number, height: number): Frame =>
  createFrame({ width, height, margin: { ...sides, left: 30, right: 10 }, x: [0, 1], y: [-reach, reach] });
export const pathAxes = (frame: Frame) =>
  axes(frame, {
    xTicks: [0, 0.25, 0.5, 0.75, 1],
    xFormat: String,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: 'time t: noise on the left, data on the right',
    yLabel: 'x',
    grid: false,
  });
