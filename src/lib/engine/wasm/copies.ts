/** Code that moves numbers without changing them: blocks of rows, rows picked by index, and places with strides. */
import { Body, type Address, type Local } from './body.ts';
import type { WasmFunction } from './encoding.ts';
import type { Single } from './fuse.ts';
import type { Padded } from './geometry.ts';
import { sizeOf, Unsupported, type GraphNode, type Use } from './graph.ts';
import { pointers } from './loops.ts';
import type { Plan } from './plan.ts';
import { copyPiece, type Piece } from './strided.ts';

/** A rectangle of numbers; strides and offsets in numbers. */
interface Block {
  rows: number;
  cols: number;
  from: { offset: number; stride: number };
  to: { offset: number; stride: number };
}

const shifted = ({ base, offset }: Address, numbers: number): Address => ({ base, offset: offset + 4 * numbers });

/** Copies `cols` numbers, four at a time. */
export function copyRow(f: Body, cols: number, from: Address, fromRow: Local, to: Address, toRow: Local): void {
  const source = f.integer();
  const target = f.integer();
  f.copy(source, fromRow);
  f.copy(target, toRow);
  const move = (lanes: 1 | 4) => () => {
    f.store(f.load(from, source, lanes), to, target, lanes);
    f.advance(source, 4 * lanes);
    f.advance(target, 4 * lanes);
  };
  if (cols >= 4) f.repeat(cols >> 2, move(4));
  if (cols % 4 > 0) f.repeat(cols % 4, move(1));
}

/** Copies an image into the middle of its padded place. */
export function padImage(f: Body, p: Padded, image: Local, place: Local): void {
  const row = p.size[1] * p.channels;
  const stride = p.padded[1] * p.channels;
  const nowhere = { base: null, offset: 0 };
  const [from, to] = [f.integer(), f.integer()];
  f.copy(from, image);
  f.copy(to, place, 4 * (p.origin[0] * stride + p.origin[1] * p.channels));
  f.repeat(p.size[0], () => {
    copyRow(f, row, nowhere, from, nowhere, to);
    f.advance(from, 4 * row);
    f.advance(to, 4 * stride);
  });
}

export function copyBlock(f: Body, { rows, cols, from, to }: Block, source: Address, target: Address): void {
  if (from.stride === cols && to.stride === cols) [rows, cols] = [1, rows * cols];
  const sourceRow = f.integer();
  const targetRow = f.integer();
  f.assign(sourceRow, 0);
  f.assign(targetRow, 0);
  f.repeat(rows, () => {
    copyRow(f, cols, shifted(source, from.offset), sourceRow, shifted(target, to.offset), targetRow);
    f.advance(sourceRow, 4 * from.stride);
    f.advance(targetRow, 4 * to.stride);
  });
}

/** Rows before an axis, and numbers per row from it on. */
const split = (shape: readonly number[], axis: number) => ({
  rows: sizeOf(shape.slice(0, axis)),
  cols: sizeOf(shape.slice(axis)),
});

function concatBlocks(node: GraphNode): [Use, Block, Use][] {
  const [output] = node.outputs as [Use];
  const axis = (((node.attrs.axis as number) ?? 0) + output.shape.length) % output.shape.length;
  const { rows, cols: stride } = split(output.shape, axis);
  let offset = 0;
  return Object.values(node.inputs).map((input) => {
    const { cols } = split(input.shape, axis);
    const block = { rows, cols, from: { offset: 0, stride: cols }, to: { offset, stride } };
    offset += cols;
    return [input, block, output];
  });
}

function unpackBlocks(node: GraphNode): [Use, Block, Use][] {
  const value = node.inputs.value!;
  const rank = value.shape.length;
  const axis = (((node.attrs.axis as number) ?? 0) + rank) % rank;
  const { rows, cols: stride } = split(value.shape, axis);
  const cols = stride / value.shape[axis]!;
  return node.outputs.map((output, i) => {
    return [value, { rows, cols, from: { offset: i * cols, stride }, to: { offset: 0, stride: cols } }, output];
  });
}

/** `output[i, :] = x[indices[i], :]`, an index outside the table taken for the nearest row. */
function gather(f: Body, node: GraphNode, x: Address, indices: Address, output: Address): void {
  const shape = node.inputs.x!.shape;
  if (((node.attrs.axis as number) ?? 0) !== 0 || (node.attrs.batchDims as number) > 0) {
    throw new Unsupported('a gather along another axis than the first');
  }
  const cols = sizeOf(shape.slice(1));
  const n = sizeOf(node.inputs.indices!.shape);
  const [at, row, index] = [f.integer(), f.integer(), f.integer()];
  f.assign(row, 0);
  f.count(at, 0, 4 * n, 4, () => {
    f.loadInteger(index, indices, at);
    f.clamp(index, shape[0]! - 1);
    f.scale(index, 4 * cols);
    copyRow(f, cols, x, index, output, row);
    f.advance(row, 4 * cols);
  });
}

/** Fills with a number where not everything is written, then copies. */
function strided(f: Body, node: GraphNode, x: Address, output: Address): void {
  const { pieces, fill } = node.attrs as { pieces: Piece[]; fill: number | null };
  if (fill !== null) {
    const at = f.integer();
    const size = sizeOf(node.outputs[0]!.shape);
    f.count(at, 0, 16 * (size >> 2), 16, () => f.store(f.constant(fill), output, at));
    f.count(at, 16 * (size >> 2), 4 * size, 4, () => f.store(f.constant(fill), output, at, 1));
  }
  for (const piece of pieces) copyPiece(f, piece, x, output);
}

export function copyFunction({ kind, node }: Single, plan: Plan, fused: boolean): WasmFunction {
  const f = new Body(0, fused);
  const at = pointers(f);
  const place = ({ id }: Use) => at(plan.places.get(id)!);
  const [output] = node.outputs as [Use];
  if (kind === 'gather') gather(f, node, place(node.inputs.x!), place(node.inputs.indices!), place(output));
  else if (kind === 'strided') strided(f, node, place(node.inputs.x!), place(output));
  else {
    const blocks = { concat: concatBlocks, unpack: unpackBlocks }[kind as 'concat'](node);
    for (const [from, block, to] of blocks) copyBlock(f, block, place(from), place(to));
  }
  return f.finish();
}
