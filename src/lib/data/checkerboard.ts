import type { Rng } from '../random.ts';
import type { Dataset } from './dataset.ts';

/** Cells per side, and the raw side of a cell: the board fills [-2, 2] x [-2, 2]. */
const cells = 4;
const side = 1;
/** Variance of a uniform law on an interval of width w is w^2 / 12; each axis of the board is uniform. */
const scale = (cells * side) / Math.sqrt(12);

/** True where the cell in this column and row is filled. */
const filled = (column: number, row: number) => (column + row) % 2 === 0;

/** Uniform on the eight filled squares of a 4 x 4 board: sharp edges, which every smooth generator rounds. */
export function checkerboard(): Dataset {
  const logHeight = -Math.log((cells * cells * (side / scale) ** 2) / 2);
  return {
    name: 'checkerboard',
    title: 'Checkerboard',
    kind: 'points',
    dim: 2,
    sample,
    mixture: null,
    logDensity(x) {
      const column = Math.floor((x[0]! * scale) / side + cells / 2);
      const row = Math.floor((x[1]! * scale) / side + cells / 2);
      const inside = column >= 0 && column < cells && row >= 0 && row < cells;
      return inside && filled(column, row) ? logHeight : -Infinity;
    },
    mean: [0, 0],
    scale,
    modes: null,
    extent: 2.4,
  };
}

function sample(n: number, rng: Rng): Float32Array {
  const out = new Float32Array(2 * n);
  for (let k = 0; k < n; k++) {
    const row = rng.integer(cells);
    const column = 2 * rng.integer(cells / 2) + (row % 2);
    out[2 * k] = ((column + rng.uniform() - cells / 2) * side) / scale;
    out[2 * k + 1] = ((row + rng.uniform() - cells / 2) * side) / scale;
  }
  return out;
}
