/** Copies between regular patterns of places: what transposes, slices, pads, tiles, spreads, pools and resizes. */
import type { Body } from './body.ts';
import { type Address } from './body.ts';
import { sizeOf, Unsupported } from './graph.ts';

/** `to[toOffset + i . to] = scale * (the sum over offsets of from[offset + i . from])` for all indices i below `sides`; counted in numbers. */
export interface Piece {
  sides: number[];
  from: number[];
  to: number[];
  offsets: number[];
  toOffset: number;
  scale: number;
}

/** How far it is from one index to the next, along each side. */
export const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

const piece = (sides: number[], from: number[], to: number[], rest: Partial<Piece> = {}): Piece[] => [
  { sides, from, to, offsets: [0], toOffset: 0, scale: 1, ...rest },
];

export function transposition(shape: readonly number[], perm: readonly number[]): Piece[] {
  const sides = perm.map((axis) => shape[axis]!);
  const strides = stridesOf(shape);
  return piece(
    sides,
    perm.map((axis) => strides[axis]!),
    stridesOf(sides),
  );
}

export function slice(shape: readonly number[], begin: readonly number[], size: readonly number[]): Piece[] {
  const from = stridesOf(shape);
  const offset = from.reduce((sum, stride, axis) => sum + stride * (begin[axis] ?? 0), 0);
  return piece([...size], from, stridesOf(size), { offsets: [offset] });
}

export function pad(
  shape: readonly number[],
  paddings: readonly [number, number][],
  padded: readonly number[],
): Piece[] {
  const to = stridesOf(padded);
  const toOffset = to.reduce((sum, stride, axis) => sum + stride * paddings[axis]![0], 0);
  return piece([...shape], stridesOf(shape), to, { toOffset });
}

export function tiles(shape: readonly number[], reps: readonly number[]): Piece[] {
  const sides = shape.flatMap((side, axis) => [reps[axis]!, side]);
  return piece(
    sides,
    stridesOf(shape).flatMap((stride) => [0, stride]),
    stridesOf(sides),
  );
}

/** By the rules of broadcasting. */
export function spread(shape: readonly number[], over: readonly number[]): Piece[] {
  const strides = stridesOf(shape);
  const missing = over.length - shape.length;
  const from = over.map((side, axis) =>
    axis < missing || shape[axis - missing] !== side ? 0 : strides[axis - missing]!,
  );
  return piece([...over], from, stridesOf(over));
}

/** A block of pixels for each pixel: sides [n, h, blockHeight, w, blockWidth, channels]. */
function blocks(small: readonly number[], large: readonly number[]) {
  const [n, h, w, channels] = small as [number, number, number, number];
  const [bh, bw] = [large[1]! / h, large[2]! / w];
  if (!Number.isInteger(bh) || !Number.isInteger(bw)) {
    throw new Unsupported(`blocks that make [${large.join()}] of [${small.join()}]`);
  }
  const sides = [n, h, bh, w, bw, channels];
  return { sides, many: stridesOf(sides), one: [h * w * channels, w * channels, 0, channels, 0, 1], bh, bw };
}
function fromSmall(small: readonly number[], large: readonly number[], scale: number): Piece[] {
  const { sides, many, one } = blocks(small, large);
  return piece(sides, one, many, { scale });
}
function fromLarge(large: readonly number[], small: readonly number[], scale: number): Piece[] {
  const { many, bh, bw } = blocks(small, large);
  const offsets = Array.from({ length: bh * bw }, (_, i) => Math.floor(i / bw) * many[2]! + (i % bw) * many[4]!);
  const from = [many[0]!, many[1]!, many[3]!, 1];
  return piece([...small], from, stridesOf(small), { offsets, scale });
}

type Attributes = Record<string, unknown>;
function checkResize({ alignCorners, halfPixelCenters }: Attributes): void {
  if (alignCorners || halfPixelCenters) throw new Unsupported('resizing that is not by whole blocks');
}
export function resize(small: readonly number[], large: readonly number[], attrs: Attributes): Piece[] {
  checkResize(attrs);
  return fromSmall(small, large, 1);
}
export function resizeGrad(large: readonly number[], small: readonly number[], attrs: Attributes): Piece[] {
  checkResize(attrs);
  return fromLarge(large, small, 1);
}
/** @returns the pixels that are averaged, where they are blocks that do not overlap */
function blockOf(small: readonly number[], large: readonly number[], { filterSize, strides }: Attributes): number {
  const { bh, bw } = blocks(small, large);
  const pair = (x: unknown) => (Array.isArray(x) ? (x as number[]) : [x, x]).join();
  if (pair(filterSize) !== pair(strides) || pair(filterSize) !== `${bh},${bw}`)
    throw new Unsupported('pooling that overlaps');
  return bh * bw;
}
export const avgPool = (large: readonly number[], small: readonly number[], attrs: Attributes): Piece[] =>
  fromLarge(large, small, 1 / blockOf(small, large, attrs));
export const avgPoolGrad = (small: readonly number[], large: readonly number[], attrs: Attributes): Piece[] =>
  fromSmall(small, large, 1 / blockOf(small, large, attrs));

/** Sides of length 1 left out, and neighbours joined that are one stretch on both ends. */
function simplified({ sides, from, to }: Piece): [side: number, from: number, to: number][] {
  const joined: [number, number, number][] = [];
  sides.forEach((side, axis) => {
    if (side === 1) return;
    const last = joined.at(-1);
    const next: [number, number, number] = [side, from[axis]!, to[axis]!];
    if (last && last[1] === next[1] * side && last[2] === next[2] * side) {
      joined[joined.length - 1] = [last[0] * side, next[1], next[2]];
    } else joined.push(next);
  });
  return joined;
}

export function copyPiece(f: Body, piece: Piece, x: Address, y: Address): void {
  const nest = simplified(piece);
  const [source, target] = [f.integer(), f.integer()];
  f.assign(source, 0);
  f.assign(target, 4 * piece.toOffset);
  const move = (lanes: 1 | 4, splat: boolean) => {
    const values = piece.offsets.map((offset) => {
      const at = { base: x.base, offset: x.offset + 4 * offset };
      return splat ? f.loadSplat(at, source) : f.load(at, source, lanes);
    });
    const sum = values.reduce((a, b) => f.op('add', a, b));
    f.store(piece.scale === 1 ? sum : f.op('mul', sum, f.constant(piece.scale)), y, target, lanes);
  };
  function level(depth: number): void {
    const here = nest[depth];
    if (!here) return move(1, false);
    const [side, from, to] = here;
    if (depth === nest.length - 1) {
      const vectors = to === 1 && (from === 1 || from === 0);
      const step = (lanes: 1 | 4) => () => {
        move(lanes, vectors && from === 0);
        f.advance(source, 4 * from * lanes);
        f.advance(target, 4 * to * lanes);
      };
      if (vectors) f.repeat(side >> 2, step(4));
      f.repeat(vectors ? side % 4 : side, step(1));
      return;
    }
    const [innerSide, innerFrom, innerTo] = nest[depth + 1]!;
    f.repeat(side, () => {
      level(depth + 1);
      f.advance(source, 4 * (from - innerFrom * innerSide));
      f.advance(target, 4 * (to - innerTo * innerSide));
    });
  }
  level(0);
}
