/** Numbers as people write them in tables: with a decimal point or a decimal comma. */

export type Decimal = '.' | ',';

const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '-', '–', '?', '#n/a']);
const infinite = /^[+-]?(inf|infinity|∞)$/i;
const point = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const comma = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;
/** 1.234.567,8 where the comma is decimal. */
const grouped = /^[+-]?\d{1,3}(\.\d{3})+,\d*$/;

/** The number of a cell: NaN if it is missing, infinite if it is not finite, null if it is no number. */
export function parseNumeral(cell: string, decimal: Decimal): number | null {
  const text = cell.trim().replace('−', '-');
  if (decimal === '.' ? point.test(text) : comma.test(text)) return Number(text.replace(',', '.'));
  if (missing.has(text.toLowerCase())) return NaN;
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (decimal === ',') {
    if (point.test(text)) return Number(text); // 1.5 among decimal commas: a program's number, not a thousand
    if (grouped.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'));
  }
  return null;
}

/**
 * Which of the two the cells use. A comma is decimal where a cell reads so and none has a decimal point alone. In a file
 * separated by commas, "1,234" in quotes may also be a thousand, so there it takes a cell that cannot be one.
 */
export function findDecimal(cells: Iterable<string>, separator: string): Decimal {
  let commas = false;
  for (const cell of cells) {
    const text = cell.trim();
    if (!text.includes(',')) {
      if (text.includes('.') && point.test(text)) return '.';
    } else if (comma.test(text) || grouped.test(text)) {
      if (separator !== ',' || !/^[+-]?\d{1,3},\d{3}$/.test(text)) commas = true;
    }
  }
  return commas ? ',' : '.';
}
