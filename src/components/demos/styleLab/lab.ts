/** What the figure asks and measures, without a page and without a network. */
import { meanConfidence, labels } from '../../../lib/metrics/labelHistogram.ts';
import { meanPairwiseDistance } from '../../../lib/metrics/pairwise.ts';

/** The sheet of digits, and how many latents are measured; the first of them are shown. */
export const grid = { columns: 8, rows: 6 } as const;
export const shown = grid.columns * grid.rows;
export const counted = 100;
/** Latents of the table: the first of the sheet give the rows, the next ones the columns. */
export const table = { coarse: 4, fine: 6 } as const;

export interface Settings {
  psi: number;
  crossover: number;
  noise: boolean;
  seed: number;
}
export const start: Settings = { psi: 1, crossover: 1, noise: true, seed: 1 };
export const ranges = { psi: { min: 0, max: 1.5, step: 0.05 }, crossover: { min: 0, max: 3, step: 1 } } as const;
export const mostSeed = 99_999;

/** Latents have numbers; each seed has a thousand of its own. */
export const latentsOf = (seed: number): number[] => Array.from({ length: counted }, (_, i) => 1000 * seed + i);
export const noiseOf = ({ noise, seed }: Settings): number | null => (noise ? seed : null);

/** The table with its margins, row by row: latents whose style the coarse and the fine layers take; null for the empty corner. */
export function tableRows(seed: number): ({ coarse: number; fine: number } | null)[] {
  const latents = latentsOf(seed);
  const rows = latents.slice(0, table.coarse);
  const columns = latents.slice(table.coarse, table.coarse + table.fine);
  const pure = (latent: number) => ({ coarse: latent, fine: latent });
  return [
    null,
    ...columns.map(pure),
    ...rows.flatMap((coarse) => [pure(coarse), ...columns.map((fine) => ({ coarse, fine }))]),
  ];
}

/** Puts the empty corner before the images of all other cells. */
export function withCorner(x: ArrayLike<number>, dim: number, empty: number): Float32Array {
  const all = new Float32Array(x.length + dim).fill(empty, 0, dim);
  all.set(x, dim);
  return all;
}

export interface Reading {
  psi: number;
  /** Mean distance of two images over that of two real ones. */
  diversity: number;
  confidence: number;
  /** Digits that the classifier sees among the images. */
  classes: number;
}

/** @param probabilities of the classifier, [n, 10] flat */
export function readingOf(
  psi: number,
  x: ArrayLike<number>,
  dim: number,
  probabilities: ArrayLike<number>,
  realDistance: number,
): Reading {
  return {
    psi,
    diversity: meanPairwiseDistance(x, dim) / realDistance,
    confidence: meanConfidence(probabilities, 10),
    classes: new Set(labels(probabilities, 10)).size,
  };
}

/** Root mean square of what the noise does to a pixel, in parts of the range from an empty to a full one. */
export function noiseEffect(on: ArrayLike<number>, off: ArrayLike<number>, range: number): number {
  let sum = 0;
  for (let i = 0; i < off.length; i++) sum += (on[i]! - off[i]!) ** 2;
  return Math.sqrt(sum / off.length) / range;
}

/** psi along the sweep: down to the average, up beyond the start, and back. */
export function sweepFrom(psi: number): number[] {
  const { step, max, min } = ranges.psi;
  const way = (from: number, to: number) => {
    const count = Math.round(Math.abs(to - from) / step);
    return Array.from({ length: count }, (_, i) => Number((from + ((to - from) * (i + 1)) / count).toFixed(2)));
  };
  return [...way(psi, min), ...way(min, max), ...way(max, start.psi)];
}

/** What was measured with other latents or noise does not belong to the same curve. */
export const sameCurve = (a: Settings, b: Settings): boolean => a.seed === b.seed && a.noise === b.noise;
