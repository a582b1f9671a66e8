/** Shapes as loops see them: a rectangle of rows and columns, and how an operand is spread over it. */
import { sizeOf, Unsupported } from './graph.ts';

export interface Domain {
  rows: number;
  cols: number;
}
/** Its own element everywhere; one per column, the same in all rows; one per row; or one alone. */
export type Pattern = 'full' | 'row' | 'col' | 'scalar';

/** Sides of length 1 do not matter to a loop; the last of the others are the columns, the rest together the rows. */
export function domainOf(shape: readonly number[]): Domain {
  const sides = shape.filter((side) => side !== 1);
  const cols = sides.at(-1) ?? 1;
  return { rows: sizeOf(sides.slice(0, -1)), cols };
}
export const sameDomain = (a: Domain, b: Domain): boolean => a.rows === b.rows && a.cols === b.cols;

/** How an operand of shape `shape` is spread over an output of shape `over`, by the rules of broadcasting. */
export function patternOf(shape: readonly number[], over: readonly number[]): Pattern {
  const size = sizeOf(shape);
  if (size === sizeOf(over)) return 'full';
  if (size === 1) return 'scalar';
  const padded = [...Array<number>(Math.max(0, over.length - shape.length)).fill(1), ...shape];
  const sides = padded.filter((_, axis) => over[axis] !== 1);
  const leading = sides.slice(0, -1);
  const outer = over.filter((side) => side !== 1).slice(0, -1);
  if (leading.every((side) => side === 1)) return 'row';
  if (sides.at(-1) === 1 && leading.every((side, axis) => side === outer[axis])) return 'col';
  throw new Unsupported(`shape [${shape.join()}] is spread over [${over.join()}]`);
}

/** What a sum runs over: everything, the rows (leaving one number per column), or the columns (one per row). */
export type Reduced = 'all' | 'rows' | 'cols';

export function reducedOver(shape: readonly number[], axes: readonly number[]): Reduced {
  const summed = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  const sides = shape.flatMap((side, axis) => (side === 1 ? [] : [summed.has(axis)]));
  if (sides.every((reduced) => reduced)) return 'all';
  if (sides.at(-1) && sides.slice(0, -1).every((reduced) => !reduced)) return 'cols';
  if (!sides.at(-1) && sides.slice(0, -1).every((reduced) => reduced)) return 'rows';
  throw new Unsupported(`a sum of shape [${shape.join()}] over axes ${axes.join()}`);
}
