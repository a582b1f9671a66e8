/** A reader's table: numeric columns of a CSV file, with its separator, decimal sign and headings found out. */
import { BadInput, grouped, quoted } from './badInput.ts';
import { csvLimits, csvRecords, separators, type CsvRecord, type Separator } from './csv.ts';
import { findDecimal, parseNumeral, type Decimal } from './numerals.ts';

/** What the reader may decide; what is left out is found in the file. */
export interface TableOptions {
  separator?: Separator;
  decimal?: Decimal;
  /** Whether the first line has the columns' names. */
  header?: boolean;
}

export interface TableColumn {
  name: string;
  /** One number per row, NaN where it is missing or infinite; null if the column is not numeric. [rows] */
  values: Float64Array | null;
  /** The first cell that is no number. */
  bad: { line: number; text: string } | null;
}

export interface Table {
  /** How sentences call the file. */
  name: string;
  rows: number;
  columns: TableColumn[];
  separator: Separator;
  decimal: Decimal;
  header: boolean;
}

/** Records that are looked at to find out how a file is written. */
const lookAt = 200;
/** Numbers held in memory at most: 128 MB. */
const mostCells = 16_000_000;

/** @throws BadInput naming line and column. */
export function parseTable(text: string, name = 'The table', options: TableOptions = {}): Table {
  const separator = options.separator ?? findSeparator(text, name);
  const first = head(csvRecords(text, separator, name));
  if (first.length === 0) throw new BadInput(`${name} has no rows.`);
  const cells = first.flatMap((record) => record.cells);
  const decimal = options.decimal ?? findDecimal(cells, separator);
  const header = options.header ?? hasHeader(first, decimal);
  const width = first[0]!.cells.length;
  const columns = columnNames(header ? first[0]!.cells : new Array<string>(width).fill('')).map(startColumn);

  let rows = header ? -1 : 0;
  let numeric = width;
  for (const { line, cells } of csvRecords(text, separator, name)) {
    if (cells.length !== width) {
      throw new BadInput(`${name} line ${line}: ${count(cells.length, 'value')}, expected ${width}.`);
    }
    if (rows++ < 0) continue; // the headings
    if (rows > csvLimits.rows || rows * numeric > mostCells) {
      throw new BadInput(`${name} has more than ${grouped(rows - 1)} rows. Use a part of it.`);
    }
    for (let k = 0; k < width; k++) {
      const column = columns[k]!;
      if (column.bad) continue;
      const value = parseNumeral(cells[k]!, decimal);
      if (value !== null) column.push(Number.isFinite(value) ? value : NaN);
      else {
        column.bad = { line, text: cells[k]! };
        column.values = new Float64Array(0);
        numeric--;
      }
    }
  }
  return {
    name,
    rows,
    columns: columns.map(({ name, values, bad }) => ({ name, values: bad ? null : values.slice(0, rows), bad })),
    separator,
    decimal,
    header,
  };
}

export const count = (n: number, noun: string) => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A column of numbers that grows. */
function startColumn(name: string) {
  let length = 0;
  return {
    name,
    values: new Float64Array(64),
    bad: null as TableColumn['bad'],
    push(value: number) {
      if (length === this.values.length) {
        const longer = new Float64Array(2 * length);
        longer.set(this.values);
        this.values = longer;
      }
      this.values[length++] = value;
    },
  };
}

function head(records: Iterable<CsvRecord>): CsvRecord[] {
  const out: CsvRecord[] = [];
  for (const record of records) {
    out.push(record);
    if (out.length === lookAt) break;
  }
  return out;
}

/** The separator that splits the first lines evenly, into cells of which most are numbers; among equals, into more. */
function findSeparator(text: string, name: string): Separator {
  let best: Separator = ',';
  let bestScore = -1;
  for (const separator of separators) {
    let records: CsvRecord[];
    try {
      records = head(csvRecords(text, separator, name));
    } catch (error) {
      if (error instanceof BadInput) continue; // wrong quotes, for this separator
      throw error;
    }
    const cells = records.slice(1).flatMap((record) => record.cells);
    const decimal = findDecimal(cells, separator);
    const numbers = cells.filter((cell) => parseNumeral(cell, decimal) !== null).length;
    const width = records[0]?.cells.length ?? 0;
    const even = records.filter((record) => record.cells.length === width).length / Math.max(1, records.length);
    const score = (width > 1 ? 2 : 0) + even + numbers / Math.max(1, cells.length) + width / 1e4;
    if (score > bestScore) [best, bestScore] = [separator, score];
  }
  return best;
}

/** Headings are words over numbers. */
function hasHeader([first, ...rest]: CsvRecord[], decimal: Decimal): boolean {
  return first!.cells.some((cell, k) => {
    if (parseNumeral(cell, decimal) !== null) return false;
    const below = rest.map((record) => record.cells[k] ?? '');
    return below.filter((text) => parseNumeral(text, decimal) !== null).length > below.length / 2 || rest.length === 0;
  });
}

/** Every column has a name, and no two have the same. */
function columnNames(cells: string[]): string[] {
  const used = new Set<string>();
  return cells.map((cell, k) => {
    const plain = quoted(cell.trim()).slice(1, -1) || `column ${k + 1}`;
    let name = plain;
    for (let again = 2; used.has(name); again++) name = `${plain} (${again})`;
    used.add(name);
    return name;
  });
}
