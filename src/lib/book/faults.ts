/** A fault of the book's text: the build stops on it and says where it is. */
export interface Fault {
  /** Path from the project's root. */
  file: string;
  line: number;
  message: string;
}

export const faultLine = ({ file, line, message }: Fault) => `${file}:${line}: ${message}`;

export class BookError extends Error {
  constructor(faults: readonly Fault[]) {
    const many = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`The book has ${many}:\n${faults.map((fault) => `  ${faultLine(fault)}`).join('\n')}`);
    this.name = 'BookError';
  }
}

/** The nearest of `names` to `wanted` in edit distance, for "did you mean"; empty if none is near. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  let best = '';
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best && ` Did you mean "${best}"?`;
}

/** Levenshtein distance by the two-row recursion. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
