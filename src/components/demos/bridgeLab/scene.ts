/** Pairs, flows and jumps on a line, all exact: what the figure computes. Pure. */
import { createRng } from '../../../lib/random.ts';
import {
  eulerFrames,
  independentField,
  lawOnPath,
  lineConsistency,
  reflowedField,
  transportCost,
  type LineField,
} from '../../../lib/theory/lineFlow.ts';
import { quantileOnLine } from '../../../lib/theory/lineLaw.ts';
import { gaussianMixture, sampleMixture, type GaussianMixture } from '../../../lib/theory/mixture.ts';
import { rk4 } from '../../../lib/theory/ode.ts';

/** Three bells, those of the chapter on stochastic differential equations. */
export const bells = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
const normal = gaussianMixture([[0]], 1);
export const reach = 2.7;

/** Points in all, evenly spread quantiles of the noise, so that no chance is in what is measured; and those that are drawn. */
export const count = 240;
export const drawn = 24;
const evenly = (n: number) => Array.from({ length: n }, (_, i) => (i + 0.5) / n);
export const starts = evenly(count).map((p) => quantileOnLine(normal, p));
export const targets = evenly(count).map((p) => quantileOnLine(bells, p));
/** Every so many of the points, from the middle of the first stretch. */
export const shownRows = Array.from({ length: drawn }, (_, i) => Math.floor(((i + 0.5) * count) / drawn));

/** W_1 between points and the data: both in order, each carries the same mass. */
export function distance(points: ArrayLike<number>): number {
  const sorted = Float64Array.from(points).sort();
  return sorted.reduce((sum, x, i) => sum + Math.abs(x - targets[i]!) / count, 0);
}

export const views = ['flow', 'consistency', 'kernel'] as const;
export type View = (typeof views)[number];
export const pairings = ['random', 'reflowed'] as const;
export type Pairing = (typeof pairings)[number];

export interface Settings {
  view: View;
  pairs: Pairing;
  /** Euler steps of the flow that is shown, and of the flow whose ends are the pairs. */
  n: number;
  teacher: number;
  /** How far the points have come, or from when the jump is made. */
  t: number;
  /** The exponent of the number of diffusion steps. */
  T: number;
  /** Which of the T steps: 0 is next to the data, 1 next to the noise. */
  moment: number;
  xt: number;
  seed: number;
}
export const first: Settings = {
  view: 'flow',
  pairs: 'random',
  n: 8,
  teacher: 50,
  t: 1,
  T: 2,
  moment: 0,
  xt: 0.2,
  seed: 1,
};
export const ranges = {
  n: { min: 1, max: 50, step: 1 },
  teacher: { min: 1, max: 50, step: 1 },
  t: { min: 0, max: 1, step: 0.01 },
  T: { min: 0, max: 6, step: 1 },
  moment: { min: 0, max: 1, step: 0.01 },
  xt: { min: -2.5, max: 2.5, step: 0.05 },
} as const;

const field = independentField(bells);
const kept = new Map<number, Float64Array[]>();
/** The independent pairs' flow with n Euler steps. */
export function firstFlow(n: number): Float64Array[] {
  let frames = kept.get(n);
  if (!frames) kept.set(n, (frames = eulerFrames(field, starts, n)));
  return frames;
}
const ends = (n: number) => firstFlow(n).at(-1)!;

/** The ends of the random pairs, from the seed. */
export const randomEnds = (seed: number): number[] =>
  Array.from(sampleMixture(bells, count, createRng(seed).fork('pairs')));

export interface Shown {
  settings: Settings;
  /** Where each start's line ends. */
  partners: ArrayLike<number>;
  frames: Float64Array[];
  /** W_1 to the data after n steps, and after one. */
  error: number;
  oneStep: number;
  /** E |x_1 - x_0|^2 of the pairs. */
  cost: number;
}

const mean = bells.weights.reduce((sum, w, k) => sum + w * bells.means[k]![0]!, 0);
const square = bells.weights.reduce((sum, w, k) => sum + w * (bells.stds[k]! ** 2 + bells.means[k]![0]! ** 2), 0);
/** E |x_1 - x_0|^2 of independent pairs, exact; and the least that any pairs cost, W_2^2. */
export const randomCost = 1 + square;
export const leastCost = transportCost(starts, targets);
/** W_1 of the data from its own mean: what one step of the first flow leaves. */
export const errorOfMean = distance(new Float64Array(count).fill(mean));

export function flowOf(settings: Settings): Shown {
  const { pairs, n, teacher, seed } = settings;
  if (pairs === 'random') {
    const frames = firstFlow(n);
    return {
      settings,
      partners: randomEnds(seed),
      frames,
      error: distance(frames[n]!),
      oneStep: distance(ends(1)),
      cost: randomCost,
    };
  }
  const partners = ends(teacher);
  const second: LineField = reflowedField(starts, partners);
  const frames = eulerFrames(second, starts, n);
  return {
    settings,
    partners,
    frames,
    error: distance(frames[n]!),
    oneStep: distance(eulerFrames(second, starts, 1)[1]!),
    cost: transportCost(starts, partners),
  };
}

/** Errors of both flows over the number of steps. */
export const errorSteps = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 50];
export const firstErrors = (): number[] => errorSteps.map((n) => distance(ends(n)));

/** The place at time t of a path that was computed at n + 1 even times. */
export function placeAt(frames: Float64Array[], row: number, t: number): number {
  const n = frames.length - 1;
  const k = Math.min(n - 1, Math.floor(t * n + 1e-9));
  const w = t * n - k;
  return (1 - w) * frames[k]![row]! + w * frames[k + 1]![row]!;
}

/** E[x_1 | x_t = x] of independent pairs: the denoiser. */
export const guess = (x: number, t: number): number => x + (1 - t) * field(x, t);
export const jump = (x: number, t: number): number => lineConsistency(bells, x, t);

/** Points of the law of x_t, evenly spread. */
export function pointsAt(t: number): number[] {
  const law: GaussianMixture = lawOnPath(bells, t);
  return evenly(count).map((p) => quantileOnLine(law, p));
}

/** Steps of the curves, one for each place of the slider. */
const fine = 100;
let exactCurves: Float64Array[] | null = null;
/** The drawn points' curves, integrated with a method of order four: what the jumps are held against. */
export function curves(): Float64Array[] {
  if (!exactCurves) {
    exactCurves = [Float64Array.from(shownRows, (row) => starts[row]!)];
    for (let i = 0; i < fine; i++) {
      exactCurves.push(rk4((t, x) => x.map((v) => field(v, t)), exactCurves[i]!, i / fine, (i + 1) / fine, 1));
    }
  }
  return exactCurves;
}
export interface Jumps {
  t: number;
  /** The drawn curves' points at t, where the jump takes them, and what the denoiser guesses. */
  from: number[];
  jumped: number[];
  guessed: number[];
  /** The largest distance of a jump from the end of its curve. */
  apart: number;
  /** W_1 to the data of the guesses from evenly spread points at t. */
  guessError: number;
}
export function jumpsFrom(t: number): Jumps {
  const frames = curves();
  const from = Array.from(frames[0]!, (_, j) => placeAt(frames, j, t));
  const jumped = from.map((x) => jump(x, t));
  const ends = frames.at(-1)!;
  return {
    t,
    from,
    jumped,
    guessed: from.map((x) => guess(x, t)),
    apart: Math.max(...jumped.map((x, j) => Math.abs(x - ends[j]!))),
    guessError: distance(pointsAt(t).map((x) => guess(x, t))),
  };
}
let guessCurve: { t: number[]; error: number[] } | null = null;
/** How far one guess from time t stays from the data. */
export function guessErrors(): { t: number[]; error: number[] } {
  if (!guessCurve) {
    const t = Array.from({ length: 21 }, (_, i) => i / 20);
    guessCurve = { t, error: t.map((time) => distance(pointsAt(time).map((x) => guess(x, time)))) };
  }
  return guessCurve;
}

/** Which of T steps the slider means, 1 is next to the data. */
export const stepOf = (T: number, moment: number): number => 1 + Math.min(T - 1, Math.floor(moment * T));
export const countOf = (exponent: number): number => 2 ** Math.round(exponent);
