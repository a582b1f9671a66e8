/** Numbers in running text: a true minus sign, a fixed number of decimals, powers of ten where decimals would hide them. */

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (n: number) =>
  (n < 0 ? '⁻' : '') + [...String(Math.abs(n))].map((digit) => superscripts[Number(digit)]!).join('');

/**
 * `digits` decimals, in scientific notation when that would print a number other than zero as zero or when it is at least 10^6.
 * @throws RangeError for a number that is not finite: a result that does not exist is not printed.
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) throw new RangeError(`Expected a finite number to print, got ${value}.`);
  const size = Math.abs(value);
  const fixed = value.toFixed(digits);
  if (size >= 1e6 || (size > 0 && Number(fixed) === 0)) {
    const [mantissa, exponent] = value.toExponential(Math.min(digits, 2)).split('e') as [string, string];
    return `${minus(mantissa)}\u202f×\u202f10${raised(Number(exponent))}`;
  }
  return minus(Number(fixed) === 0 ? fixed.replace('-', '') : fixed);
}

const minus = (text: string) => text.replace('-', '\u2212');
