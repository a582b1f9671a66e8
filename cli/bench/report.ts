/** The bench's results as a table for a terminal. */
import type { CaseResult, Row } from './compareEngines.ts';
import type { FrameResult } from './frames.ts';
import type { PlaceResult } from './places.ts';
import type { QualityResult } from './quality.ts';

const digits = (x: number) => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));
const optional = (x: number | null | undefined, f = digits) => (x === null || x === undefined ? '' : f(x));

const header = [
  '',
  'median ms',
  'p10 to p90',
  'least',
  'processor ms',
  'to eager',
  'to jax-js',
  'to limit',
  'dispatches',
  'uploads',
  'disagreement',
];

const cells = ({ title, wall, processor, toEager, toJax, toLimit, counts, disagreement }: Row): string[] => [
  title,
  digits(wall.median),
  `${digits(wall.p10)} to ${digits(wall.p90)}`,
  digits(wall.min),
  optional(processor?.median),
  optional(toEager),
  optional(toJax),
  optional(toLimit),
  optional(counts?.dispatches, String),
  optional(counts?.uploads, String),
  optional(disagreement, (x) => (x === 0 ? '0' : x.toExponential(0))),
];

export function table(lines: string[][]): string {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   '))
    .join('\n');
}

function caseText({ title, rows, refused }: CaseResult): string {
  const notes = Object.entries(refused).map(([name, why]) => `${name}: ${why}`);
  return [`  ${title}`, ...table([header, ...rows.map(cells)]).split('\n'), ...notes].join('\n    ');
}

export function placeText({ title, limits, cases }: PlaceResult): string {
  const constants = limits
    ? `: ${digits(limits.flopsPerSecond / 1e9)} GFLOP/s, ${digits(limits.bytesPerSecond / 1e9)} GB/s, ${digits(limits.secondsPerLaunch * 1e6)} µs a launch`
    : '';
  return [`${title}${constants}`, ...cases.map(caseText)].join('\n\n');
}

export const frameText = ({ title, perFrame, eager, ours }: FrameResult): string =>
  `${title}, steps a second in Chromium on wasm: one step a frame ${perFrame}, eager ${eager}, this book ${ours}`;

export const qualityText = (results: readonly QualityResult[]): string =>
  [
    'Time to quality in the page, from the press on Train',
    ...table([
      ['', 'backend', 'seed', 'goal', 'reached', 'step', 'last reading'],
      ...results.map((r) => [
        r.data,
        r.backend,
        String(r.seed),
        `${r.modes} modes, ${r.hq} inside, ${r.seconds} s`,
        r.reached === null ? 'no' : `${r.reached.toFixed(1)} s`,
        String(r.step),
        `${r.last.modes} modes, ${r.last.hq.toFixed(3)} inside`,
      ]),
    ]).split('\n'),
  ].join('\n    ');
