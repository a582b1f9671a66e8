/**
 * Shapes as loops see them: a box of outer, rows and columns, and how an operand is spread over it. Most loops need only
 * know the size of the box; what is spread or summed along its sides fixes them.
 */
import { sizeOf, Unsupported } from './graph.ts';

export interface Domain {
  size: number;
  /** Numbers per row; null where nothing depends on it. */
  cols: number | null;
  /** How many times the rows start over; null where nothing depends on it. */
  outer: number | null;
}
/**
 * Its own element everywhere; one per column, the same in all rows; one per row; one per column, anew for each outer index;
 * or one alone.
 */
export type Pattern = 'full' | 'row' | 'col' | 'plane' | 'scalar';

/** What two loops need together, null if they contradict each other. */
export function joined(a: Domain, b: Domain): Domain | null {
  const agree = (x: number | null, y: number | null) => x === null || y === null || x === y;
  if (a.size !== b.size || !agree(a.cols, b.cols) || !agree(a.outer, b.outer)) return null;
  const domain = { size: a.size, cols: a.cols ?? b.cols, outer: a.outer ?? b.outer };
  const fits = domain.size % ((domain.cols ?? 1) * (domain.outer ?? 1)) === 0;
  return fits ? domain : null;
}

/** A run of neighbouring sides that an operand has all of, or none. */
export interface Group {
  size: number;
  present: boolean;
}
/** Sides of length 1 do not matter; neighbours that go together are one. */
export function grouped(over: readonly number[], present: readonly boolean[]): Group[] {
  const groups: Group[] = [];
  over.forEach((size, axis) => {
    if (size === 1) return;
    const last = groups.at(-1);
    if (last && last.present === present[axis]) last.size *= size;
    else groups.push({ size, present: present[axis]! });
  });
  return groups;
}

/** Which sides of `over` an operand of shape `shape` has, by the rules of broadcasting. */
export function presentIn(shape: readonly number[], over: readonly number[]): boolean[] {
  const missing = over.length - shape.length;
  return over.map((side, axis) => axis >= missing && shape[axis - missing] === side);
}

export interface Spread {
  pattern: Pattern;
  domain: Domain;
}
/** How groups of sides are seen by a loop over all of them; null if by none. */
export function spreadOf(groups: readonly Group[], size: number): Spread | null {
  const form = groups.map(({ present }) => (present ? '1' : '0')).join('');
  const last = groups.at(-1)?.size ?? 1;
  const spread = (pattern: Pattern, cols: number | null, outer: number | null = null): Spread => ({
    pattern,
    domain: { size, cols, outer },
  });
  switch (form) {
    case '1':
      return spread('full', null);
    case '':
      return spread('full', null);
    case '0':
      return spread('scalar', null);
    case '01':
      return spread('row', last);
    case '10':
      return spread('col', last);
    case '101':
      return spread('plane', last, groups[0]!.size);
    default:
      return null;
  }
}

export function patternOf(shape: readonly number[], over: readonly number[]): Spread {
  const size = sizeOf(over);
  if (sizeOf(shape) === size) return { pattern: 'full', domain: { size, cols: null, outer: null } };
  const spread = spreadOf(grouped(over, presentIn(shape, over)), size);
  if (!spread) throw new Unsupported(`shape [${shape.join()}] is spread over [${over.join()}]`);
  return spread;
}

/**
 * What a sum runs over: everything; the rows, leaving one number per column; the columns, leaving one per row; or the rows
 * within each outer index.
 */
export type Reduced = 'all' | 'rows' | 'cols' | 'within';

export const axesOf = (axes: number | readonly number[] | null | undefined, rank: number): number[] =>
  axes === null || axes === undefined
    ? Array.from({ length: rank }, (_, i) => i)
    : [axes].flat().map((axis) => (axis < 0 ? axis + rank : axis));

export function reducedOver(shape: readonly number[], axes: readonly number[]): { over: Reduced; domain: Domain } {
  const groups = grouped(
    shape,
    shape.map((_, axis) => !axes.includes(axis)),
  );
  const spread = spreadOf(groups, sizeOf(shape));
  if (!spread || (spread.pattern === 'full' && sizeOf(shape) > 1)) {
    throw new Unsupported(`a sum of shape [${shape.join()}] over axes ${axes.join()}`);
  }
  const over = { full: 'all', scalar: 'all', row: 'rows', col: 'cols', plane: 'within' } as const;
  return { over: over[spread.pattern], domain: spread.domain };
}
