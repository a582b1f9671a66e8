/** Checking a reader's answer. Pure, so that the page and the tests run the same lines. */

export type Grade = 'right' | 'near' | 'wrong' | 'unreadable';

const number = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?`;
const plain = new RegExp(`^${number}$`, 'i');

/**
 * A number as people write it: `0.62`, `0,62`, `-1/3`, `6.2e-3`, `6.2 x 10^-3`, `62 %`, with a minus sign or a hyphen.
 * One comma is a decimal comma; `1,000` is therefore one, not a thousand. Null if it cannot be read as a finite number.
 */
export function parseAnswer(text: string): number | null {
  let s = text
    .trim()
    .replaceAll('\u2212', '-') // minus sign
    .replace(/\s*[×xX*·]\s*10\s*\^?\s*\(?\s*([-+]?\d+)\s*\)?/, 'e$1')
    .replace(/\s+/g, '')
    .replace(/^[≈=~]/, '');
  let factor = 1;
  if (s.endsWith('%')) [s, factor] = [s.slice(0, -1), 0.01];
  if (!s.includes('.')) s = s.replace(/^([^,/]*),([^,/]*)((?:\/.*)?)$/, '$1.$2$3');
  const [top, bottom, rest] = s.split('/');
  if (rest !== undefined || !plain.test(top!) || (bottom !== undefined && !plain.test(bottom))) return null;
  const value = (factor * Number(top)) / (bottom === undefined ? 1 : Number(bottom));
  return Number.isFinite(value) ? value : null;
}

/**
 * `right` within the tolerance (absolute); `near` with a lost sign, within twenty tolerances or within 5 %.
 */
export function gradeAnswer(text: string, answer: number, tolerance: number): Grade {
  const given = parseAnswer(text);
  if (given === null) return 'unreadable';
  const slack = 1e-12 * Math.max(1, Math.abs(answer)); // a decimal typed exactly at the edge counts as inside
  const error = Math.abs(given - answer);
  if (error <= tolerance + slack) return 'right';
  if (answer !== 0 && Math.abs(given + answer) <= tolerance + slack) return 'near';
  return error <= Math.max(20 * tolerance, 0.05 * Math.abs(answer)) ? 'near' : 'wrong';
}
