/** The table of a study for a terminal: columns padded to their widths. */
import { studyTable } from '../src/lib/experiments/study.ts';

export function resultsTable(...study: Parameters<typeof studyTable>): string {
  const { header, rows } = studyTable(...study);
  const lines = [header, ...rows.map(({ cells }) => cells)];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
