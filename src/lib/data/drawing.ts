/**
 * A data set from strokes that a reader draws. The ink is spread evenly along its length, with Gaussian noise around it, as
 * a mixture: so a drawing has an exact density, score and loss floor like the book's own data sets.
 */
import { gaussianMixture, type GaussianMixture } from '../theory/mixture.ts';
import { BadInput, grouped } from './badInput.ts';
import { curveMixture, type Curve } from './curve.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Points of the pen from down to up, in the drawing's units. A tap is a stroke of one point. */
export type Stroke = readonly (readonly [number, number])[];

export interface DrawingOptions {
  /** Standard deviation of the noise around the ink, in the drawing's units; by default 3 % of its larger side. */
  spread?: number;
}

export const drawingLimits = { strokes: 500, points: 50_000, components: 1000 } as const;
const defaultSpread = 0.03;
/** A tap weighs as much as a stroke of so many deviations. */
const tapLength = 4;

/**
 * @throws BadInput where there is too little to learn from, or a coordinate is no number.
 */
export function createDrawing(strokes: readonly Stroke[], options: DrawingOptions = {}): Dataset {
  const ink = strokes.filter((stroke) => stroke.length > 0);
  check(ink);
  const spread = options.spread ?? defaultSpread * largerSide(ink.flat());
  if (!(spread > 0 && Number.isFinite(spread))) {
    throw new BadInput(`The spread of a drawing is a positive number; got ${spread}.`);
  }
  return mixtureDataset('drawing', 'Your drawing', inkMixture(ink, spread), { separateModes: false });
}

/** Steps along the ink are as long as the spread, or longer where there is too much ink: then the spread grows with them. */
export function inkMixture(strokes: readonly Stroke[], spread: number): GaussianMixture {
  const lengths = strokes.map(lengthOf);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const std = Math.max(spread, total / (drawingLimits.components - strokes.length));
  const parts = strokes.map((stroke, k) => {
    const { means } = curveMixture([byArcLength(stroke)], Math.max(1, Math.ceil(lengths[k]! / std)), std);
    return { means, weight: Math.max(lengths[k]!, tapLength * std) / means.length };
  });
  return gaussianMixture(
    parts.flatMap(({ means }) => means),
    std,
    parts.flatMap(({ means, weight }) => means.map(() => weight)),
  );
}

/** The stroke as a curve whose parameter is the share of its length: a slow pen leaves no more ink than a fast one. */
export function byArcLength(stroke: Stroke): Curve {
  const at = new Float64Array(stroke.length); // length of ink before each point
  for (let i = 1; i < stroke.length; i++) at[i] = at[i - 1]! + distance(stroke[i - 1]!, stroke[i]!);
  const total = at.at(-1)!;
  return (u) => {
    const target = u * total;
    let [low, high] = [0, stroke.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (at[middle]! <= target) low = middle;
      else high = middle;
    }
    const step = at[high]! - at[low]!;
    const share = step > 0 ? (target - at[low]!) / step : 0;
    const [a, b] = [stroke[low]!, stroke[high]!];
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  };
}

const distance = (a: Stroke[number], b: Stroke[number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const lengthOf = (stroke: Stroke) =>
  stroke.reduce((sum, point, i) => sum + (i > 0 ? distance(stroke[i - 1]!, point) : 0), 0);

function largerSide(points: readonly (readonly [number, number])[]): number {
  const range = (axis: 0 | 1) => {
    let [low, high] = [Infinity, -Infinity];
    for (const point of points) [low, high] = [Math.min(low, point[axis]), Math.max(high, point[axis])];
    return high - low;
  };
  return Math.max(range(0), range(1));
}

function check(ink: readonly Stroke[]): void {
  const points = ink.flat();
  if (points.length === 0) throw new BadInput('Nothing is drawn yet. Draw a line, or tap at least two places.');
  if (ink.length > drawingLimits.strokes || points.length > drawingLimits.points) {
    throw new BadInput(
      `The drawing has ${grouped(ink.length)} strokes and ${grouped(points.length)} points; the limits are ${grouped(drawingLimits.strokes)} and ${grouped(drawingLimits.points)}. Draw less.`,
    );
  }
  if (points.some((point) => point.length !== 2 || !point.every((value) => Math.abs(value) < 1e9))) {
    throw new BadInput('A point of the drawing has coordinates that are not numbers. Clear it and draw again.');
  }
  const side = largerSide(points);
  if (!(side > 1e-9)) throw new BadInput('The drawing is a single point. Draw a line, or tap at least two places.');
}
