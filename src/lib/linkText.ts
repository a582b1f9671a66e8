/** Links that hold settings, the race's and the figures': how a number is read, and the words for what was not understood. */

/** Characters of a query beyond which it is nobody's setup. */
export const longest = 4096;
const mostMessages = 6;
const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Strict: no hexadecimal, no Infinity, no empty text. */
export function parseNumber(text: string): number | null {
  if (!numeral.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

export const quote = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
export const plain = (value: number): string =>
  Math.abs(value) >= 1e-4 ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : String(value);
export const list = (names: readonly (string | number)[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const tooLong = (characters: number): string =>
  `This link is too long to be a setup (${plain(characters)} characters, limit ${plain(longest)}). Ignored.`;

/** The first few; of the others their number. */
export function fewMessages(messages: readonly string[]): string[] {
  if (messages.length <= mostMessages) return [...messages];
  const more = messages.length - mostMessages + 1;
  return [...messages.slice(0, mostMessages - 1), `And ${more} more settings were not understood.`];
}

/** A name with a dot belongs to a figure of that name, `two-densities.cp`; the others are the race's. */
export const ofFigures = (name: string): boolean => name.includes('.');

/** Whether a query holds anything for the race. */
export const hasRaceSettings = (search: string): boolean =>
  [...new URLSearchParams(search).keys()].some((name) => !ofFigures(name));
