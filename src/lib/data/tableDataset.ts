/** Two columns of a reader's table as points of the plane. */
import { BadInput, quoted } from './badInput.ts';
import { csvText } from './csv.ts';
import { extentOf, type Dataset } from './dataset.ts';
import { count, parseTable, type Table, type TableColumn, type TableOptions } from './table.ts';

export interface PointsOptions extends TableOptions {
  /** How sentences call the file. */
  name?: string;
  /** Names of the two columns; the first two numeric ones by default. */
  columns?: [string, string];
}

export interface ReadPoints {
  dataset: Dataset;
  /** The way back: value = x * scale + mean, in the units of the file, one for each axis. */
  axes: { column: string; mean: number; scale: number }[];
  /** Names of the columns that could be chosen. */
  numeric: string[];
  /** Columns of the file, numeric or not. */
  columns: number;
  /** Rows that became points. */
  rows: number;
  /** What the reader should know: one sentence each. */
  notes: string[];
}

export const leastRows = 20;
/** Deviations further apart than this are units that have nothing to do with one another. */
const sameUnits = 10;
/** Squares of anything larger overflow. */
const largest = 1e150;

/**
 * Standardised points. Columns of similar spread keep one scale, so that circles stay circles; otherwise each has its own.
 * @param bytes a CSV file.
 * @throws BadInput naming line and column, and what to do.
 */
export function createPoints(bytes: Uint8Array, options: PointsOptions = {}): ReadPoints {
  const { name = 'The table' } = options;
  const table = parseTable(csvText(bytes, name), name, options);
  const numeric = table.columns.filter(isNumeric);
  const [a, b] = chooseColumns(table, numeric, options.columns);
  const notes: string[] = [];
  if (table.header) notes.push('The first line is read as headings.');
  if (table.decimal === ',') notes.push('Commas inside numbers are read as decimal commas.');

  const kept = Array.from({ length: table.rows }, (_, i) => i).filter(
    (i) => !isNaN(a.values[i]!) && !isNaN(b.values[i]!),
  );
  const left = table.rows - kept.length;
  if (left > 0)
    notes.push(`${count(left, 'row')} with missing or infinite values ${left === 1 ? 'was' : 'were'} left out.`);
  if (kept.length < leastRows) {
    throw new BadInput(`${name}: ${count(kept.length, 'row')} with two numbers; at least ${leastRows} are needed.`);
  }
  const points = [a, b].map((column) => kept.map((i) => column.values[i]!));
  const same = kept.length - distinct(points[0]!, points[1]!);
  if (same > 0) notes.push(`${count(same, 'row')} ${same === 1 ? 'repeats' : 'repeat'} another.`);

  const spreads = points.map((values, k) => spread(values, [a, b][k]!.name, name));
  const [wide, narrow] = spreads.map(({ deviation }) => deviation).sort((p, q) => q - p) as [number, number];
  const apart = wide > sameUnits * narrow;
  if (apart) notes.push('The two columns have very different spreads, so each is scaled on its own.');
  const common = Math.hypot(wide, narrow) / Math.SQRT2;
  const axes = spreads.map(({ mean, deviation }, k) => ({
    column: [a, b][k]!.name,
    mean,
    scale: apart ? deviation : common,
  }));

  const x = new Float32Array(2 * kept.length); // [kept, 2]
  axes.forEach(({ mean, scale }, k) => points[k]!.forEach((value, i) => (x[2 * i + k] = (value - mean) / scale)));
  return {
    dataset: pointsDataset(x, apart ? null : { means: axes.map(({ mean }) => mean), scale: common }),
    axes,
    numeric: numeric.map((column) => column.name),
    columns: table.columns.length,
    rows: kept.length,
    notes,
  };
}

type NumericColumn = TableColumn & { values: Float64Array };
const isNumeric = (column: TableColumn): column is NumericColumn =>
  column.values !== null && column.values.some((value) => !isNaN(value));

/** The rows themselves are the law: they are drawn with replacement. `raw` is null where the axes differ in scale. */
function pointsDataset(x: Float32Array, raw: { means: number[]; scale: number } | null): Dataset {
  const rows = x.length / 2;
  return {
    name: 'table',
    title: 'Your table',
    kind: 'points',
    dim: 2,
    sample(n, rng) {
      const out = new Float32Array(2 * n);
      for (let i = 0; i < n; i++) {
        const row = rng.integer(rows);
        out[2 * i] = x[2 * row]!;
        out[2 * i + 1] = x[2 * row + 1]!;
      }
      return out;
    },
    mixture: null,
    logDensity: null,
    mean: raw?.means ?? [0, 0],
    scale: raw?.scale ?? 1,
    modes: null,
    extent: extentOf(nearlyAll(x)),
  };
}

/** The distance from 0 that 99.5 % of the coordinates keep to: an outlier must not shrink the picture of the rest. */
function nearlyAll(x: Float32Array): number {
  const sorted = x.map(Math.abs).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(0.995 * sorted.length))]!;
}

function chooseColumns(
  table: Table,
  numeric: NumericColumn[],
  wanted?: [string, string],
): [NumericColumn, NumericColumn] {
  const { name, columns, header } = table;
  if (!wanted) {
    if (numeric.length >= 2) return [numeric[0]!, numeric[1]!];
    const words = columns.find((column) => column.bad);
    if (words) throw notANumber(words, name, header);
    const found = numeric.length === 0 ? 'no column of numbers' : `one column of numbers (${quoted(numeric[0]!.name)})`;
    throw new BadInput(`${name} has ${found}; two are needed, for x and y.`);
  }
  if (wanted[0] === wanted[1])
    throw new BadInput(`${name}: choose two different columns, not ${quoted(wanted[0])} twice.`);
  const [a, b] = wanted.map((title) => {
    const column = columns.find((other) => other.name === title);
    if (!column) {
      const list = columns
        .slice(0, 8)
        .map((other) => quoted(other.name))
        .join(', ');
      throw new BadInput(
        `${name} has no column ${quoted(title)}. It has ${list}${columns.length > 8 ? ' and more' : ''}.`,
      );
    }
    if (column.bad) throw notANumber(column, name, header);
    if (!isNumeric(column)) throw new BadInput(`${name}, column ${quoted(title)}: all values are missing.`);
    return column;
  });
  return [a!, b!];
}

function notANumber({ name: column, bad }: TableColumn, name: string, header: boolean): BadInput {
  const headings = header ? ' (The first line is read as headings.)' : '';
  return new BadInput(
    `${name} line ${bad!.line}, column ${quoted(column)}: ${quoted(bad!.text)} is not a number.${headings}`,
  );
}

/** Mean and deviation in two passes: large numbers with small differences keep them. */
function spread(values: number[], column: string, name: string): { mean: number; deviation: number } {
  const most = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (most > largest)
    throw new BadInput(`${name}, column ${quoted(column)}: it has numbers beyond 1e150. Use another unit.`);
  if (values.every((value) => value === values[0]))
    throw new BadInput(`${name}: column ${quoted(column)} never changes.`);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  if (!(deviation > 1e-150)) throw new BadInput(`${name}: column ${quoted(column)} hardly changes. Use another unit.`);
  return { mean, deviation };
}

/** How many different points there are: a hash table with linear probing, since a million strings would be too many. */
function distinct(xs: number[], ys: number[]): number {
  const size = 2 ** Math.ceil(Math.log2(2 * xs.length + 1));
  const slots = new Int32Array(size).fill(-1);
  const pair = new Float64Array(2);
  const words = new Uint32Array(pair.buffer);
  let found = 0;
  for (let i = 0; i < xs.length; i++) {
    pair[0] = xs[i]! + 0; // -0 and 0 are the same point
    pair[1] = ys[i]! + 0;
    let h = 0x811c9dc5;
    for (const word of words) {
      h = Math.imul(h ^ word, 0x01000193);
      h ^= h >>> 15; // or the low half of a float, often all zeros, would decide alone
    }
    let slot = (h >>> 0) % size;
    while (slots[slot]! >= 0 && (xs[slots[slot]!] !== xs[i] || ys[slots[slot]!] !== ys[i])) slot = (slot + 1) % size;
    if (slots[slot]! < 0) {
      slots[slot] = i;
      found++;
    }
  }
  return found;
}
