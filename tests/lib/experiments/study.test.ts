import { describe, expect, test } from 'vitest';
import {
  meanAndSpread,
  studyTable,
  timeAndSpread,
  undisturbed,
  type ArmResult,
} from '../../../src/lib/experiments/study.ts';

const result = (arm: string, seed: number, changes: Partial<ArmResult> = {}): ArmResult => ({
  arm,
  title: `the ${arm}`,
  model: 'gan',
  seed,
  steps: 10,
  parameters: 5,
  backend: 'wasm',
  trainingSeconds: 1,
  stepMilliseconds: 2,
  quality: null,
  losses: {},
  samplings: [{ title: 'one pass', evaluations: 1, secondsPer1000: 0.002, metrics: { hq: 0.5, modes: 8 } }],
  fault: null,
  ...changes,
});

describe('a mean and its spread', () => {
  test('is the standard deviation of a sample, which one value does not have', () => {
    expect(meanAndSpread([1, 3], 2)).toBe('2.00 ± 1.41');
    expect(meanAndSpread([0.5], 1)).toBe('0.5');
    expect(meanAndSpread([], 1)).toBe('');
  });

  test.each([
    [[0.00168, 0.00172], '0.00170 ± 0.00003'],
    [[0.25, 0.27], '0.260 ± 0.014'],
    [[91.03, 90.83], '90.9 ± 0.1'],
    [[1234, 1236], '1235 ± 1'],
    [[0], '0'],
    [[], ''],
  ])('of times %j has three figures', (seconds, text) => {
    expect(timeAndSpread(seconds)).toBe(text);
  });
});

test('times of runs that say what share of the clock they had are believed before others', () => {
  const [old, young] = [result('a', 1), result('a', 2, { processorShare: 0.4 })];
  expect(undisturbed([old, young])).toEqual([young]);
  expect(undisturbed([old])).toEqual([old]);
});

describe('the table of a study', () => {
  const bands = { hq: { median: 0.99, low: 0.987, high: 0.991 } };

  test('has a row for each way of drawing, then the exact score, then the perfect sampler, all as wide as its head', () => {
    const two = [
      { title: 'told', evaluations: 50, secondsPer1000: 1, metrics: { hq: 0.9 } },
      { title: 'guided by 2', evaluations: 100, secondsPer1000: 2, metrics: { hq: 0.8 } },
    ];
    const ceiling = { title: 'Heun 18', evaluations: 35, metrics: { hq: 0.985 } };
    const { header, rows } = studyTable([result('a', 1), result('b', 1, { samplings: two })], bands, [ceiling]);
    expect(header).toEqual(['', 'modes', 'hq', 'evaluations', 's per 1,000', 'ms per step']);
    expect(rows.map(({ kind, cells }) => [kind, cells[0], cells[2], cells[3]])).toEqual([
      ['trained', 'the a', '0.500', '1'],
      ['trained', 'the b: told', '0.900', '50'],
      ['trained', 'the b: guided by 2', '0.800', '100'],
      ['exact', 'exact score: Heun 18', '0.985', '35'],
      ['perfect', 'a perfect sampler', '0.987 to 0.991', ''],
    ]);
    for (const { cells } of rows) expect(cells).toHaveLength(header.length);
    expect([rows[1]!.cells.at(-1), rows[2]!.cells.at(-1)]).toEqual(['2.00', '']); // training is the arm's, told once
  });

  test('counts the seeds that failed and those that never were good enough', () => {
    const runs = [
      result('a', 1, { quality: { seconds: 3, steps: 100 } }),
      result('a', 2),
      result('a', 3, { fault: 'it diverged', samplings: [] }),
    ];
    const { header, rows } = studyTable(runs, bands);
    expect(header.slice(-2)).toEqual(['s to quality', 'failed']);
    expect(rows[0]!.cells.slice(-2)).toEqual(['3.0 (1 of 3)', '1 of 3']);
    expect(studyTable([result('b', 1), ...runs], bands).rows[0]!.cells.slice(-2)).toEqual(['never', '']);
  });
});
