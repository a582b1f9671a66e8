import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { coldRatio, powerRound, singularValues, type Matrix } from '../../../src/lib/theory/powerIteration.ts';

const normals = (rows: number, columns: number, label: string): Matrix => ({
  rows,
  columns,
  values: createRng(5)
    .fork(label)
    .normals(rows * columns),
});
const start = (columns: number) => {
  const u = Float64Array.from(createRng(6).normals(columns));
  return u.map((v) => v / Math.hypot(...u));
};

test('singular values of a diagonal matrix are the sizes of its entries', () => {
  expect([...singularValues({ rows: 3, columns: 2, values: [-3, 0, 0, 5, 0, 0] })]).toEqual([5, 3]);
});

test('sigma never exceeds the norm, and its error keeps within the bound of the two largest singular values', () => {
  const [values, u0] = [
    [4, 0, 0, 0, 3, 0, 0, 0, 1],
    [0.5, 0.7, Math.sqrt(1 - 0.74)],
  ];
  const matrix = { rows: 3, columns: 3, values };
  let u: Float64Array = Float64Array.from(u0);
  const tan2 = (1 - 0.25) / 0.25;
  for (let k = 1; k <= 12; k++) {
    const round = powerRound(matrix, u);
    u = round.u;
    const short = 1 - round.sigma ** 2 / 16;
    expect(short).toBeGreaterThanOrEqual(-1e-15);
    expect(short).toBeLessThanOrEqual(tan2 * (3 / 4) ** (4 * k - 2) + 1e-15);
  }
});

test('rounds end at the largest singular value', () => {
  const matrix = normals(24, 16, 'ends');
  let state: { u: Float64Array; sigma: number } = { u: start(16), sigma: 0 };
  for (let k = 0; k < 300; k++) state = powerRound(matrix, state.u);
  expect(state.sigma).toBeCloseTo(singularValues(matrix)[0]!, 9);
});

test('one cold round finds what the ratio of a large normal matrix says', () => {
  const ratios = Array.from({ length: 12 }, (_, i) => {
    const matrix = normals(64, 32, `cold ${i}`);
    return powerRound(matrix, start(32)).sigma / singularValues(matrix)[0]!;
  });
  const mean = ratios.reduce((sum, r) => sum + r, 0) / ratios.length;
  const spread = Math.sqrt(ratios.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (ratios.length - 1));
  // 5 standard errors, and the edge of the spectrum of a finite matrix, which lies a few per cent below the limit.
  expect(Math.abs(mean - coldRatio(64, 32))).toBeLessThan((5 * spread) / Math.sqrt(ratios.length) + 0.03);
});
