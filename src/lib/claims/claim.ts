/** A claim of the book as something that can be run: what theory says, what was measured, and how far apart they may be. */

export interface Check {
  /** What is measured, in words: "spectral radius at h = 3.9". */
  quantity: string;
  /** What theory says: the closed form, or the bound. */
  expected: number;
  measured: number;
  tolerance: number;
  /**
   * absolute: |measured - expected| <= tolerance · relative: the same over |expected| · atMost, atLeast: `measured` on
   * that side of `expected`, give or take the tolerance.
   */
  rule: 'absolute' | 'relative' | 'atMost' | 'atLeast';
}

/** instant: well under a second · seconds: up to about ten · training: a network or many thousands of chains. */
export type Cost = 'instant' | 'seconds' | 'training';

export interface Claim {
  /** V1 to V57: the row of the table of claims. */
  id: string;
  title: string;
  /** The closed form or the statement, in TeX between dollars where it has mathematics. */
  statement: string;
  cost: Cost;
  /** Whether it computes with tensors: a page then runs it in the worker that has TensorFlow.js. */
  tensors?: boolean;
  /** Runs the check here and now, from fixed seeds. `progress` hears fractions of 1 where it takes long. */
  run(progress?: (fraction: number) => void): Check[] | Promise<Check[]>;
}

/** How far the measurement is from what theory allows, in the units of the tolerance. NaN and infinities give infinity. */
export function error({ expected, measured, rule }: Check): number {
  const difference = measured - expected;
  const distance = {
    absolute: Math.abs(difference),
    relative: Math.abs(difference / expected),
    atMost: Math.max(0, difference),
    atLeast: Math.max(0, -difference),
  }[rule];
  return Number.isFinite(difference) && !Number.isNaN(distance) ? distance : Infinity;
}

/** Whether a check holds. */
export const holds = (check: Check): boolean => error(check) <= check.tolerance;

const check =
  (rule: Check['rule']) =>
  (quantity: string, expected: number, measured: number, tolerance: number): Check => ({
    quantity,
    expected,
    measured,
    tolerance,
    rule,
  });

export const absolute = check('absolute');
export const relative = check('relative');
export const atMost = check('atMost');
export const atLeast = check('atLeast');
