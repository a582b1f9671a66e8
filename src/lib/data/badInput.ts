/**
 * A reader's file that cannot be used. The message is a sentence for the reader: which file, what was found, what was expected
 * or what to do. The name survives the way from the worker to the page.
 */
export class BadInput extends Error {
  override name = 'BadInput';
}

/** True also for an error that has crossed a worker's boundary, where only the name is left. */
export const isBadInput = (error: unknown): error is Error => error instanceof Error && error.name === 'BadInput';

/** A number with its thousands apart: 47,040,016. */
export const grouped = (n: number) => n.toLocaleString('en', { maximumFractionDigits: 2 });

/** Text of a reader's file inside a sentence: short, on one line, without control characters. */
export function quoted(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '�');
  return `“${plain.length > 40 ? `${plain.slice(0, 40)}…` : plain}”`;
}
