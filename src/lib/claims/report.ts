/** The result of a claim in words: one row of text for each check, on the page and in a terminal alike. */
import { error, holds, type Check } from './claim.ts';

export interface Row {
  quantity: string;
  theory: string;
  measured: string;
  error: string;
  tolerance: string;
  verdict: 'holds' | 'FAILS';
}

/** Six significant digits. */
const number = (x: number) => (Number.isFinite(x) ? String(Number(x.toPrecision(6))) : String(x));

const limit = ({ rule, tolerance }: Check) =>
  `${{ absolute: '±', relative: '± rel.', atMost: '≤, +', atLeast: '≥, -' }[rule]} ${number(tolerance)}`;

export const row = (check: Check): Row => ({
  quantity: check.quantity,
  theory: number(check.expected),
  measured: number(check.measured),
  error: Number(error(check).toPrecision(2)).toString(),
  tolerance: limit(check),
  verdict: holds(check) ? 'holds' : 'FAILS',
});
