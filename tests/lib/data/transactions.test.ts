import { describe, expect, test } from 'vitest';
import { createTransactions, laws } from '../../../src/lib/data/transactions.ts';
import { columnOf, takeRows, type MixedTable } from '../../../src/lib/data/mixedTable.ts';
import { averagePrecision, bestAveragePrecision } from '../../../src/lib/metrics/averagePrecision.ts';
import { createRng } from '../../../src/lib/random.ts';

const model = createTransactions(0.02);
const n = 60_000;
const { table, fraud } = model.sample(n, createRng(1));
const posterior = model.posterior(table);

const numbers = (from: MixedTable, name: string): number[] => Array.from(columnOf(from, name).values);

/** A copy with one number changed in every row. */
const replaced = (from: MixedTable, name: string, value: (old: number, row: number) => number): MixedTable => ({
  ...from,
  columns: from.columns.map((column) =>
    column.name === name ? { ...column, values: column.values.map(value) } : column,
  ) as MixedTable['columns'],
});

describe('payments with rare fraud', () => {
  test('have the rate of fraud that was asked for', () => {
    for (const rate of [0.002, 0.02, 0.3]) {
      const share =
        createTransactions(rate)
          .sample(n, createRng(2))
          .fraud.reduce((a, b) => a + b, 0) / n;
      expect(Math.abs(share - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / n));
    }
    for (const rate of [0, 1, NaN, -0.1]) expect(() => createTransactions(rate)).toThrow(RangeError);
  });

  test('have a posterior that is calibrated: of the rows said to be fraud with probability p, a share p is', () => {
    const edges = [0, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1 + 1e-9];
    for (let b = 1; b < edges.length; b++) {
      let [count, said, were, variance] = [0, 0, 0, 0];
      posterior.forEach((p, i) => {
        if (p < edges[b - 1]! || p >= edges[b]!) return;
        count++;
        said += p;
        were += fraud[i]!;
        variance += p * (1 - p);
      });
      expect(count).toBeGreaterThan(20);
      expect(Math.abs(said - were), `${edges[b - 1]} to ${edges[b]}`).toBeLessThan(5 * Math.sqrt(variance) + 0.5);
    }
  });

  test.each([false, true])(
    'of one class (fraud: %s) have densities that integrate to one, column by column',
    (isFraud) => {
      // One row; each numeric column is integrated out over its whole range with the others held: the ratio to the
      // density without that column must not depend on anything, and categories must sum to one.
      const { table: one } = model.sampleClass(isFraud, 1, createRng(3));
      const at = (changed: MixedTable) => Math.exp(model.logDensity(changed, isFraud)[0]!);
      const integral = (base: MixedTable, name: string, from: number, to: number, log: boolean) => {
        const cells = 4000;
        const h = (to - from) / cells;
        let sum = 0;
        for (let i = 0; i < cells; i++) {
          const u = from + (i + 0.5) * h;
          const value = log ? Math.exp(u) : u;
          sum += at(replaced(base, name, () => value)) * h * (log ? value : 1);
        }
        return sum;
      };
      const law = isFraud ? laws.fraud : laws.honest;
      const index = (name: string) => columnOf(one, name).values[0]!;
      const categories =
        law.merchant[index('merchant')]! * law.channel[index('channel')]! * law.country[index('country')]!;
      // p(row) = p(categories) f(amount) f(hour) f(distance) f(days): the four integrals multiply to p(row)^3 p(categories).
      const parts = [
        integral(one, 'amount', -8, 20, true),
        integral(one, 'hour', 0, 24, false),
        integral(one, 'distance', -10, 22, true),
        integral(one, 'days', 0, 20 * law.meanDays, false),
      ];
      const expected = at(one) ** 3 * categories;
      expect(parts.reduce((a, b) => a * b) / expected).toBeCloseTo(1, 4);
    },
  );

  test('have the daily rhythm, the intervals, the countries and the distances that their law names', () => {
    const { table: honest } = model.sampleClass(false, n, createRng(4));
    const hours = numbers(honest, 'hour');
    expect(hours.every((hour) => hour >= 0 && hour < 24)).toBe(true);
    // Mean of the circle: sum of weights times exp(-(2 pi s / 24)^2 / 2) at the angles of the means.
    const { weights, means, stds } = laws.honest.hour;
    const turn = (2 * Math.PI) / 24;
    const exact = weights.reduce(
      (sum, w, k) => sum + w * Math.exp(-((turn * stds[k]!) ** 2) / 2) * Math.cos(turn * means[k]!),
      0,
    );
    const mean = hours.reduce((sum, hour) => sum + Math.cos(turn * hour), 0) / n;
    expect(Math.abs(mean - exact)).toBeLessThan(5 / Math.sqrt(n));
    const days = numbers(honest, 'days');
    expect(Math.abs(days.reduce((a, b) => a + b, 0) / n - laws.honest.meanDays)).toBeLessThan(
      (5 * laws.honest.meanDays) / Math.sqrt(n),
    );
    const [country, distance] = [numbers(honest, 'country'), numbers(honest, 'distance')];
    laws.honest.country.forEach((p, k) => {
      const logs = distance.filter((_, i) => country[i] === k).map(Math.log);
      expect(Math.abs(logs.length / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
      const average = logs.reduce((a, b) => a + b, 0) / logs.length;
      expect(Math.abs(average - laws.honest.logDistance.means[k]!)).toBeLessThan(5 / Math.sqrt(logs.length));
    });
  });

  test('cannot be told apart better than by the posterior', () => {
    const best = averagePrecision(posterior, fraud);
    expect(best).toBeGreaterThan(0.7); // learnable
    expect(best).toBeLessThan(0.95); // and not trivial
    for (const name of ['amount', 'hour', 'distance', 'days', 'merchant', 'channel', 'country']) {
      const shuffled = columnOf(table, name).values;
      const blind = model.posterior(replaced(table, name, (_, row) => shuffled[(row + 1) % n]!)); // a detector that sees another row's
      expect(averagePrecision(blind, fraud), name).toBeLessThan(best - 0.005);
    }
  });

  test('have a best average precision that is known from the posterior alone', () => {
    const parts = Array.from({ length: 12 }, (_, k) =>
      takeRows(
        table,
        Array.from({ length: 5000 }, (_, i) => 5000 * k + i),
      ),
    );
    const gaps = parts.map(
      (part, k) =>
        averagePrecision(model.posterior(part), fraud.subarray(5000 * k, 5000 * (k + 1))) -
        bestAveragePrecision(model.posterior(part)),
    );
    const mean = gaps.reduce((a, b) => a + b, 0) / 12;
    const error = Math.sqrt(gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / 11 / 12);
    expect(Math.abs(mean)).toBeLessThan(4 * error + 0.002);
    expect(error).toBeLessThan(0.02);
  });

  test('are the same for the same seed', () => {
    expect(model.sample(10, createRng(5))).toEqual(model.sample(10, createRng(5)));
    expect(model.sampleClass(true, 3, createRng(5)).fraud).toEqual(Uint8Array.of(1, 1, 1));
  });
});
