/** The innermost work of products and convolutions: a tile of sums in registers grows by outer products. */
import type { Body, Local } from './body.ts';

/** Sums in registers: 6 rows by 2 vectors of four columns, which with the operands fill the 16 registers of an x64 processor. */
export const tile = { rows: 6, vectors: 2 };
/** Terms per turn of an innermost loop. */
const unroll = 4;

export interface Operands {
  /** One for each row and vector. */
  sums: readonly (readonly Local[])[];
  /** Where the rows' factors are: an address, and for each row a byte offset to it. */
  a: Local;
  splats: readonly number[];
  /** Where the columns' factors are, and for each vector a byte offset. */
  b: Local;
  vectors: readonly number[];
}

/** Adds one outer product for each pair of further offsets, into a and into b. */
export function accumulate(
  f: Body,
  { sums, a, splats, b, vectors }: Operands,
  terms: readonly (readonly [number, number])[],
): void {
  for (const [offsetA, offsetB] of terms) {
    const columns = vectors.map((offset) => f.load({ base: b, offset: offset + offsetB }));
    splats.forEach((offset, i) => {
      const element = f.loadSplat({ base: a, offset: offset + offsetA });
      columns.forEach((column, j) => f.multiplyAdd(sums[i]![j]!, element, column));
    });
  }
}

/** `total` terms as turns of several and a rest. */
export function split(total: number, content: (count: number, times: number) => void): void {
  if (total >= unroll) content(unroll, Math.floor(total / unroll));
  if (total % unroll > 0) content(total % unroll, 1);
}
