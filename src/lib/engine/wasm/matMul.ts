/**
 * Code for a matrix product C = A B, either operand transposed or not, of sizes known now.
 *
 * The product is made tile by tile, each tile's sums in registers (Goto and van de Geijn 2008, "Anatomy of high-performance
 * matrix multiplication"). B is copied first, one panel of a tile's width at a time, so that the innermost loop reads it in
 * order and from the nearest cache; a transposed A likewise, all of it.
 */
import { Body, type Address, type Local } from './body.ts';
import type { WasmFunction } from './encoding.ts';
import { sizeOf, Unsupported, type GraphNode } from './graph.ts';
import { accumulate, split, tile } from './tiles.ts';

export interface Product {
  /** C is [m, n]; the sums have k terms. */
  m: number;
  n: number;
  k: number;
  transposeA: boolean;
  transposeB: boolean;
  /** So many products one after the other, and whether each has an A and a B of its own. */
  stack?: { count: number; a: boolean; b: boolean };
}

/** A matrix up to this many bytes stays in the nearest cache: its rows can be read where they are. */
const nearest = 16_384;

/** @throws Unsupported where one stack is spread over several of the other. */
export function productOf({ inputs, attrs }: GraphNode): Product {
  const [a, b] = [inputs.a!, inputs.b!];
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [m, k] = (transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2)) as [number, number];
  const n = b.shape.at(transposeB ? -2 : -1)!;
  const [countA, countB] = [a, b].map(({ shape }) => sizeOf(shape.slice(0, -2))) as [number, number];
  const spread = countA !== countB && countA !== 1 && countB !== 1;
  if (spread) throw new Unsupported('products of stacks of different sizes');
  const count = Math.max(countA, countB);
  if (countB === 1 && !transposeA) return { m: m * count, n, k, transposeA, transposeB }; // one tall matrix
  return { m, n, k, transposeA, transposeB, stack: { count, a: countA > 1, b: countB > 1 } };
}

const packsB = ({ n, k, transposeB }: Product): boolean => transposeB || n % 4 !== 0 || 4 * n * k > nearest;
const packedA = ({ m, k, transposeA }: Product): number => (transposeA ? 4 * m * k : 0);

/** Memory for the copies of A and of one panel of B, bytes. */
export function scratchBytes(node: GraphNode): number {
  const product = productOf(node);
  return packedA(product) + (packsB(product) ? 16 * tile.vectors * product.k : 0) + 16;
}

/** Writes a function of four addresses: A, B, C and scratch memory. */
export function matMulFunction(product: Product, fused: boolean): WasmFunction {
  const { m, n, k, transposeA, transposeB, stack = { count: 1, a: false, b: false } } = product;
  const f = new Body(4, fused);
  const [a, b, c, scratch] = [0, 1, 2, 3];
  const panelB = f.integer();
  const rowA = f.integer();
  const rowC = f.integer();
  const columnB = f.integer();
  const columnC = f.integer();
  const at = (base: Local, offset: number): Address => ({ base, offset });

  /** Columns of A, which are rows of memory, into tiles: for each k the tile's numbers side by side. */
  function packA(): void {
    const to = f.integer();
    const from = f.integer();
    const firstRow = f.integer();
    f.copy(to, scratch);
    f.copy(firstRow, a);
    const pack = (rows: number) => () => {
      f.copy(from, firstRow);
      f.repeat(k, () => {
        for (let row = 0; row < rows;) {
          const lanes = rows - row >= 4 ? 4 : 1;
          f.store(f.load(at(from, 4 * row), null, lanes), at(to, 4 * row), null, lanes);
          row += lanes;
        }
        f.advance(from, 4 * m);
        f.advance(to, 4 * rows);
      });
      f.advance(firstRow, 4 * rows);
    };
    const whole = Math.floor(m / tile.rows);
    if (whole > 0) f.repeat(whole, pack(tile.rows));
    if (m % tile.rows > 0) pack(m % tile.rows)();
  }

  /** `columns` columns of B from `columnB` on, padded with zeros to whole vectors: for each k the vectors side by side. */
  function packB(columns: number): void {
    const vectors = Math.ceil(columns / 4);
    const from = f.integer();
    const to = f.integer();
    f.copy(from, columnB);
    f.copy(to, panelB);
    const gathered = (vector: number, step: number): Local => {
      const lanes = Math.min(4, columns - 4 * vector);
      const value = f.load(at(from, 4 * vector * step), null, 1);
      for (let lane = 1; lane < lanes; lane++) f.loadLane(value, lane, at(from, (4 * vector + lane) * step));
      return value;
    };
    f.repeat(k, () => {
      for (let vector = 0; vector < vectors; vector++) {
        const whole = !transposeB && 4 * vector + 4 <= columns;
        const value = whole ? f.load(at(from, 16 * vector)) : gathered(vector, transposeB ? 4 * k : 4);
        f.store(value, at(to, 16 * vector));
      }
      f.advance(from, transposeB ? 4 : 4 * n);
      f.advance(to, 16 * vectors);
    });
  }

  /** One tile of C, `rows` by `columns`: the innermost loop. */
  function tileOfC(rows: number, columns: number): void {
    const vectors = Math.ceil(columns / 4);
    const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => f.vector()));
    for (const sum of sums.flat()) f.move(sum, f.constant(0));
    const [stepA, strideA] = transposeA ? [4 * rows, 4] : [4, 4 * k];
    const stepB = packsB(product) ? 16 * vectors : 4 * n;
    const pointerA = f.integer();
    const pointerB = f.integer();
    f.copy(pointerA, rowA);
    f.copy(pointerB, panelB);
    const operands = {
      sums,
      a: pointerA,
      splats: sums.map((_, i) => i * strideA),
      b: pointerB,
      vectors: sums[0]!.map((_, vector) => 16 * vector),
    };
    split(k, (count, times) => {
      const terms = Array.from({ length: count }, (_, t): [number, number] => [t * stepA, t * stepB]);
      f.repeat(times, () => {
        accumulate(f, operands, terms);
        f.advance(pointerA, count * stepA);
        f.advance(pointerB, count * stepB);
      });
    });
    sums.forEach((row, i) => {
      row.forEach((sum, vector) => {
        const address = at(rowC, 4 * (i * n + 4 * vector));
        const lanes = Math.min(4, columns - 4 * vector);
        if (lanes === 4) f.store(sum, address);
        else for (let lane = 0; lane < lanes; lane++) f.storeLane(sum, lane, at(rowC, address.offset + 4 * lane));
      });
    });
    f.advance(rowA, 4 * k * rows);
    f.advance(rowC, 4 * n * rows);
  }

  /** All rows of `columns` columns of C. */
  function panel(columns: number): void {
    if (packsB(product)) {
      f.copy(panelB, scratch, packedA(product));
      packB(columns);
    } else f.copy(panelB, columnB);
    f.copy(rowA, transposeA ? scratch : a);
    f.copy(rowC, columnC);
    const whole = Math.floor(m / tile.rows);
    if (whole > 0) f.repeat(whole, () => tileOfC(tile.rows, columns));
    if (m % tile.rows > 0) tileOfC(m % tile.rows, columns);
    f.advance(columnB, 4 * columns * (transposeB ? k : 1));
    f.advance(columnC, 4 * columns);
  }

  const { count, ...own } = stack;
  f.repeat(count, () => {
    if (transposeA) packA();
    f.copy(columnB, b);
    f.copy(columnC, c);
    const width = 4 * tile.vectors;
    if (n >= width) f.repeat(Math.floor(n / width), () => panel(width));
    if (n % width > 0) panel(n % width);
    if (own.a) f.advance(a, 4 * m * k);
    if (own.b) f.advance(b, 4 * k * n);
    f.advance(c, 4 * m * n);
  });
  return f.finish();
}
