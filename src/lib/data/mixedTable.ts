/** Tables with columns of numbers and columns of categories. */
import type { Rng } from '../random.ts';

export type MixedColumn =
  | { name: string; kind: 'numeric'; values: Float64Array }
  /** `values` are indices into `categories`. */
  | { name: string; kind: 'categorical'; categories: readonly string[]; values: Uint8Array };

export interface MixedTable {
  rows: number;
  columns: MixedColumn[];
}

/** @throws RangeError naming the columns that there are. */
export function columnOf(table: MixedTable, name: string): MixedColumn {
  const column = table.columns.find((other) => other.name === name);
  if (column) return column;
  throw new RangeError(
    `The table has no column "${name}". It has ${table.columns.map((other) => other.name).join(', ')}.`,
  );
}

/** The given rows, in the given order. */
export const takeRows = (table: MixedTable, rows: ArrayLike<number>): MixedTable => ({
  rows: rows.length,
  columns: table.columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
      : { ...column, values: Uint8Array.from(rows, (row) => column.values[row]!) },
  ),
});

/**
 * Splits 0 .. rows - 1 at random. Whatever is fitted, weighted or oversampled afterwards must see `train` only.
 * @throws RangeError unless both parts get a row.
 */
export function splitRows(rows: number, testShare: number, rng: Rng): { train: Uint32Array; test: Uint32Array } {
  const tests = Math.round(rows * testShare);
  if (!(tests >= 1 && tests < rows)) {
    throw new RangeError(`A split leaves rows on both sides; got a share of ${testShare} of ${rows} rows for testing.`);
  }
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = rng.integer(i + 1); // Fisher and Yates
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return { train: order.slice(tests), test: order.slice(0, tests) };
}
