/**
 * What the book holds, chapter by chapter: `npm run content`. It lists words, statements, equations, figures, exercises, claims
 * and sources, and ends with a sentence for each thing that is missing: see src/lib/book/inventory.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { counted, inventory } from '../src/lib/book/inventory.ts';
import { faultLine } from '../src/lib/book/faults.ts';
import { bookFolders } from '../src/lib/book/compile.ts';

const root = process.cwd();
const { chapters } = bookFolders(root);
const demos = new Set(
  readdirSync(join(root, 'src/components/demos'))
    .filter((name) => name.endsWith('.astro'))
    .map((name) => basename(name, '.astro')),
);
const rows = readdirSync(chapters)
  .filter((name) => name.endsWith('.mdx'))
  .sort()
  .map((name) => inventory(relative(root, join(chapters, name)), readFileSync(join(chapters, name), 'utf8'), demos));

const names = rows.map(({ file }) => basename(file, '.mdx'));
const width = Math.max(...names.map((name) => name.length), 'together'.length);
const line = (name: string, cells: readonly (string | number)[]) =>
  `${name.padEnd(width)} ${cells.map((cell, i) => String(cell).padStart(Math.max(counted[i]!.length, 6))).join('  ')}`;
console.log(line('', counted));
rows.forEach((row, i) =>
  console.log(
    line(
      names[i]!,
      counted.map((key) => row[key]),
    ),
  ),
);
console.log(
  line(
    'together',
    counted.map((key) => rows.reduce((sum, row) => sum + row[key], 0)),
  ),
);

const faults = rows.flatMap((row) => [
  ...(row.demos === 0 ? [{ file: row.file, line: 1, message: 'This chapter has no live figure.' }] : []),
  ...(row.exercises === 0 ? [{ file: row.file, line: 1, message: 'This chapter has no exercise.' }] : []),
  ...row.faults,
]);
if (faults.length > 0) {
  console.error(
    `\n${faults.map(faultLine).join('\n')}\n\n${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`,
  );
  process.exit(1);
}
console.log(
  '\nEvery theorem has its assumptions and its source or proof, every exercise a checked answer, every number its origin.',
);
