/**
 * Bridges: samples that lie outside of all modes, but on the straight way from a mode to one of its neighbours. A continuous generator
 * takes a connected latent space to a connected set, so it cannot leave one mode for the next without drawing what lies between.
 */
import type { Modes } from '../data/dataset.ts';
import { rowCount, squaredDistance } from './points.ts';
import { reach } from './threeSigma.ts';

export interface Bridges {
  /** Fraction of all samples that lie outside of every mode. */
  outside: number;
  /** Fraction of those that lie on a bridge; NaN if there are none. */
  onBridges: number;
  /** Fraction of the box around the modes, without the modes, that bridges cover: what scattering samples evenly would score. */
  byChance: number;
}

/** Modes as far apart as this many times the shortest distance between two still count as neighbours. */
const neighbourly = 1.2;
/** Points of a lattice along each axis of the box for `byChance`. */
const lattice = 200;

/** @param samples [n, 2] flat, in the coordinates of the modes. @throws RangeError unless modes lie in a plane, two or more */
export function bridges(samples: ArrayLike<number>, { centres, std }: Modes): Bridges {
  if (centres.length < 2 || centres[0]!.length !== 2) {
    throw new RangeError(
      `Bridges are between two or more modes in a plane; got ${centres.length} in ${centres[0]?.length ?? 0} dimensions.`,
    );
  }
  const flat = centres.flat();
  const pairs = centres.flatMap((_, i) => centres.slice(i + 1).map((__, j) => [i, i + 1 + j] as const));
  const shortest = Math.min(...pairs.map(([i, j]) => Math.sqrt(squaredDistance(flat, 2 * i, flat, 2 * j, 2))));
  const ways = pairs.filter(
    ([i, j]) => Math.sqrt(squaredDistance(flat, 2 * i, flat, 2 * j, 2)) <= neighbourly * shortest,
  );
  const near = reach * std;

  function place(x: number, y: number): 'mode' | 'bridge' | 'elsewhere' {
    if (centres.some(([a, b]) => (x - a!) ** 2 + (y - b!) ** 2 <= near ** 2)) return 'mode';
    const onOne = ways.some(([i, j]) => {
      const [a, b] = [centres[i]!, centres[j]!];
      const [dx, dy] = [b[0]! - a[0]!, b[1]! - a[1]!];
      const along = ((x - a[0]!) * dx + (y - a[1]!) * dy) / (dx * dx + dy * dy);
      const aside = ((x - a[0]!) * dy - (y - a[1]!) * dx) / Math.hypot(dx, dy);
      return along >= 0 && along <= 1 && Math.abs(aside) <= near;
    });
    return onOne ? 'bridge' : 'elsewhere';
  }

  const n = rowCount(samples, 2);
  let [outside, on] = [0, 0];
  for (let i = 0; i < n; i++) {
    const where = place(samples[2 * i]!, samples[2 * i + 1]!);
    if (where !== 'mode') outside++;
    if (where === 'bridge') on++;
  }
  const [low, high] = [0, 1]
    .map((axis) => centres.map((c) => c[axis]!))
    .map((v) => [Math.min(...v) - near, Math.max(...v) + near]) as [[number, number], [number, number]];
  let [free, covered] = [0, 0];
  for (let i = 0; i < lattice; i++) {
    for (let j = 0; j < lattice; j++) {
      const x = low[0] + ((i + 0.5) / lattice) * (low[1] - low[0]);
      const y = high[0] + ((j + 0.5) / lattice) * (high[1] - high[0]);
      const where = place(x, y);
      if (where !== 'mode') free++;
      if (where === 'bridge') covered++;
    }
  }
  return { outside: outside / n, onBridges: on / outside, byChance: covered / free };
}
