import { expect, test } from 'vitest';
import { absolute, atMost } from '../../../src/lib/claims/claim.ts';
import { row } from '../../../src/lib/claims/report.ts';

test('a check becomes a row of words', () => {
  expect(row(absolute('radius', 1.25, 1.2500000125, 1e-6))).toEqual({
    quantity: 'radius',
    theory: '1.25',
    measured: '1.25',
    error: '1.2e-8',
    tolerance: '± 0.000001',
    verdict: 'holds',
  });
  expect(row(atMost('gap', 0.02, 0.05, 0)).verdict).toBe('FAILS');
});

test('a number that is none fails, and is shown as what it is', () => {
  expect(row(absolute('radius', 1, NaN, 1))).toMatchObject({ measured: 'NaN', error: 'Infinity', verdict: 'FAILS' });
});
