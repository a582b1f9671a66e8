/**
 * Comma-separated values (RFC 4180): cells in quotes may hold separators, line ends and doubled quotes. Lines may end in LF, CRLF
 * or CR; a byte-order mark is skipped; empty lines are skipped.
 */
import { BadInput, grouped } from './badInput.ts';

export const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

export const csvLimits = { bytes: 128 * 2 ** 20, rows: 1_000_000, columns: 1024, record: 64 * 1024 } as const;

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  line: number;
  cells: string[];
}

/** The text of a file. @throws BadInput unless it is UTF-8 without zero bytes. */
export function csvText(bytes: Uint8Array, name: string): string {
  if (bytes.length > csvLimits.bytes) {
    throw new BadInput(
      `${name}: it has ${grouped(bytes.length)} bytes; the limit is ${grouped(csvLimits.bytes)}. Use a part of it.`,
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // it drops the byte-order mark
    if (!text.includes('\0')) return text;
  } catch {
    // said below
  }
  throw new BadInput(`${name} is not UTF-8 text. Save it as “CSV UTF-8”.`);
}

/**
 * The records one after another, so that a long file is never held as strings.
 * @throws BadInput naming the line of a quote that is not closed, or of a record that is too long.
 */
export function* csvRecords(text: string, separator: Separator, name: string): Generator<CsvRecord> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record: CsvRecord = { line, cells: [] };
    const start = at;
    let quotes = false;
    let ends = false;
    while (!ends) {
      let cell: string;
      if (text[at] === '"') {
        quotes = true;
        [cell, at, line] = quotedCell(text, at, line, name);
        const next = text[at];
        if (at < text.length && next !== separator && next !== '\n' && next !== '\r') {
          throw new BadInput(
            `${name} line ${line}: a quote (") ends in the middle of a value. Double it, or remove it.`,
          );
        }
      } else {
        const from = at;
        while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
        cell = text.slice(from, at);
      }
      record.cells.push(cell);
      if (at - start > csvLimits.record) {
        throw new BadInput(`${name} line ${record.line}: it is longer than ${grouped(csvLimits.record)} characters.`);
      }
      if (record.cells.length > csvLimits.columns) {
        throw new BadInput(`${name} line ${record.line}: more than ${grouped(csvLimits.columns)} values.`);
      }
      ends = text[at] !== separator;
      if (!ends) at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at < text.length) at++;
    line++;
    const empty = record.cells.length === 1 && record.cells[0]!.trim() === '' && !quotes;
    if (!empty) yield record;
  }
}

/** From the opening quote at `at`: the cell, where it ends, and the line that is. */
function quotedCell(text: string, at: number, line: number, name: string): [string, number, number] {
  const opened = line;
  let cell = '';
  let from = at + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0) throw new BadInput(`${name} line ${opened}: a quote (") is opened and never closed.`);
    const part = text.slice(from, close);
    line += part.split(/\r\n|\r|\n/).length - 1;
    cell += part;
    if (cell.length > csvLimits.record) {
      throw new BadInput(
        `${name} line ${opened}: a value in quotes is longer than ${grouped(csvLimits.record)} characters. Is a quote (") not closed?`,
      );
    }
    if (text[close + 1] !== '"') return [cell, close + 1, line];
    cell += '"';
    from = close + 2;
  }
}
