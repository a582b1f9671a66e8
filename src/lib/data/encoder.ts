/** Mixed tables as matrices for a network, and back: numbers transformed and standardised, categories one-hot. */
import { columnOf, type MixedColumn, type MixedTable } from './mixedTable.ts';
import { fitTransform, type Transform, type TransformName } from './transforms.ts';

export interface TableEncoder {
  /** Columns of the matrix. */
  width: number;
  /** What each column of the matrix is: "amount", "hour cos", "merchant = fuel". [width] */
  names: string[];
  /** @returns [rows, width] flat. @throws RangeError if the table lacks a column. */
  encode(table: MixedTable): Float32Array;
  /** The nearest table: the largest of a category's numbers wins. @throws RangeError unless x is whole rows of finite numbers. */
  decode(x: ArrayLike<number>): MixedTable;
}

/** A reasonable choice for the columns of `transactions.ts`: skewed and positive, or around the clock. */
export const transactionTransforms: Record<string, TransformName> = {
  amount: 'log',
  hour: 'cyclic',
  distance: 'log',
  days: 'quantile',
};

interface Part {
  column: MixedColumn;
  transform: Transform | null;
  from: number;
  width: number;
}

/**
 * @param train the training rows: means, scales and quantiles are taken from nothing else.
 * @param transforms by column; a numeric column that is not named is standardised only.
 */
export function fitEncoder(train: MixedTable, transforms: Record<string, TransformName> = {}): TableEncoder {
  let width = 0;
  const parts = train.columns.map((column): Part => {
    const transform = column.kind === 'numeric' ? fitTransform(transforms[column.name] ?? 'none', column.values) : null;
    const part = {
      column,
      transform,
      from: width,
      width: transform?.width ?? (column.kind === 'categorical' ? column.categories.length : 1),
    };
    width += part.width;
    return part;
  });
  return {
    width,
    names: parts.flatMap(namesOf),
    encode(table) {
      const x = new Float32Array(table.rows * width);
      for (const { column, transform, from } of parts) {
        const { values } = columnOf(table, column.name);
        for (let row = 0; row < table.rows; row++) {
          if (transform) x.set(transform.encode(values[row]!), row * width + from);
          else x[row * width + from + values[row]!] = 1;
        }
      }
      return x;
    },
    decode(x) {
      const rows = x.length / width;
      if (!Number.isInteger(rows))
        throw new RangeError(`A matrix of ${width} columns cannot have ${x.length} numbers.`);
      for (let i = 0; i < x.length; i++) {
        if (!Number.isFinite(x[i]!))
          throw new RangeError(`Number ${i} of the matrix is ${x[i]}; finite ones are expected.`);
      }
      return { rows, columns: parts.map((part) => decodeColumn(part, x, rows, width)) };
    },
  };
}

function decodeColumn(
  { column, transform, from, width }: Part,
  x: ArrayLike<number>,
  rows: number,
  stride: number,
): MixedColumn {
  const code = (row: number) => Array.from({ length: width }, (_, k) => x[row * stride + from + k]!);
  const all = Array.from({ length: rows }, (_, row) => code(row));
  if (column.kind === 'numeric') return { ...column, values: Float64Array.from(all, (c) => transform!.decode(c)) };
  return { ...column, values: Uint8Array.from(all, (c) => c.indexOf(Math.max(...c))) };
}

function namesOf({ column, width }: Part): string[] {
  if (column.kind === 'categorical') return column.categories.map((category) => `${column.name} = ${category}`);
  return width === 2 ? [`${column.name} cos`, `${column.name} sin`] : [column.name];
}
