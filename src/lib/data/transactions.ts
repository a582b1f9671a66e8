/**
 * Card payments with rare fraud, made up so that the truth is known: whether a row is fraud is drawn first, then the row given
 * that. Bayes' rule gives P(fraud | row) exactly, and no detector orders rows better than it does (Neyman and Pearson 1933).
 * The numbers are invented; only their manner is that of such data (skewed amounts, a daily rhythm, categories that depend on
 * one another).
 *
 *   merchant, channel, country | fraud                  categorical, independent
 *   log amount     | merchant, fraud                    normal
 *   hour           | fraud                              mixture of two normals, wrapped around the day
 *   log distance   | country, fraud                     normal
 *   days since last payment | fraud                     exponential
 */
import type { Rng } from '../random.ts';
import { columnOf, type MixedTable } from './mixedTable.ts';

export const merchants = ['groceries', 'fuel', 'restaurant', 'electronics', 'travel', 'gambling'] as const;
export const channels = ['chip', 'contactless', 'online'] as const;
export const countries = ['home', 'neighbour', 'elsewhere'] as const;

interface Law {
  merchant: number[];
  channel: number[];
  country: number[];
  /** Mean of the log of the amount by merchant, and its deviation. */
  logAmount: { means: number[]; std: number };
  hour: { weights: number[]; means: number[]; stds: number[] };
  /** Mean of the log of the kilometres from home by country, and its deviation. */
  logDistance: { means: number[]; std: number };
  meanDays: number;
}

/** The law of honest payments and that of fraud. */
export const laws: { honest: Law; fraud: Law } = {
  honest: {
    merchant: [0.34, 0.16, 0.24, 0.12, 0.1, 0.04],
    channel: [0.4, 0.35, 0.25],
    country: [0.9, 0.07, 0.03],
    logAmount: { means: [3.2, 3.7, 3.3, 5.2, 5.9, 4.1], std: 0.7 },
    hour: { weights: [0.4, 0.6], means: [12, 18], stds: [2, 3] },
    logDistance: { means: [1.8, 5.7, 8], std: 1 },
    meanDays: 2,
  },
  fraud: {
    merchant: [0.08, 0.1, 0.06, 0.4, 0.2, 0.16],
    channel: [0.08, 0.12, 0.8],
    country: [0.45, 0.2, 0.35],
    logAmount: { means: [3.6, 4.1, 3.9, 6.1, 6.6, 5], std: 0.9 },
    hour: { weights: [0.6, 0.4], means: [3, 16], stds: [2, 5] },
    logDistance: { means: [3, 6, 8.2], std: 1.4 },
    meanDays: 0.4,
  },
};

export interface Transactions {
  table: MixedTable;
  /** 1 where the row is fraud. [rows] */
  fraud: Uint8Array;
}

export interface TransactionModel {
  /** Share of fraud. */
  rate: number;
  /** n rows at the natural rate. */
  sample(n: number, rng: Rng): Transactions;
  /** n rows of one class. */
  sampleClass(fraud: boolean, n: number, rng: Rng): Transactions;
  /** Log density of each row given its class, amounts in their own unit. [rows] */
  logDensity(table: MixedTable, fraud: boolean): Float64Array;
  /** P(fraud | row), exactly. [rows] */
  posterior(table: MixedTable): Float64Array;
}

/** @throws RangeError unless the rate lies between 0 and 1. */
export function createTransactions(rate: number): TransactionModel {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`The rate of fraud lies between 0 and 1; got ${rate}.`);
  const prior = Math.log(rate / (1 - rate));
  return {
    rate,
    sample: (n, rng) => draw(n, () => rng.uniform() < rate, rng),
    sampleClass: (fraud, n, rng) => draw(n, () => fraud, rng),
    logDensity: (table, fraud) => logDensities(table, fraud ? laws.fraud : laws.honest),
    posterior(table) {
      const honest = logDensities(table, laws.honest);
      return logDensities(table, laws.fraud).map((fraud, i) => 1 / (1 + Math.exp(honest[i]! - fraud - prior)));
    },
  };
}

function draw(n: number, isFraud: () => boolean, rng: Rng): Transactions {
  const numbers = () => new Float64Array(n);
  const [amount, hour, distance, days] = [numbers(), numbers(), numbers(), numbers()];
  const indices = () => new Uint8Array(n);
  const [merchant, channel, country, fraud] = [indices(), indices(), indices(), indices()];
  for (let i = 0; i < n; i++) {
    fraud[i] = isFraud() ? 1 : 0;
    const law = fraud[i] ? laws.fraud : laws.honest;
    merchant[i] = pick(law.merchant, rng);
    channel[i] = pick(law.channel, rng);
    country[i] = pick(law.country, rng);
    amount[i] = Math.exp(law.logAmount.means[merchant[i]!]! + law.logAmount.std * rng.normal());
    const part = pick(law.hour.weights, rng);
    const time = law.hour.means[part]! + law.hour.stds[part]! * rng.normal();
    hour[i] = (time - 24 * Math.floor(time / 24)) % 24; // -1e-17 would become 24
    distance[i] = Math.exp(law.logDistance.means[country[i]!]! + law.logDistance.std * rng.normal());
    days[i] = -law.meanDays * Math.log(1 - rng.uniform());
  }
  return {
    fraud,
    table: {
      rows: n,
      columns: [
        { name: 'amount', kind: 'numeric', values: amount },
        { name: 'hour', kind: 'numeric', values: hour },
        { name: 'distance', kind: 'numeric', values: distance },
        { name: 'days', kind: 'numeric', values: days },
        { name: 'merchant', kind: 'categorical', categories: merchants, values: merchant },
        { name: 'channel', kind: 'categorical', categories: channels, values: channel },
        { name: 'country', kind: 'categorical', categories: countries, values: country },
      ],
    },
  };
}

function pick(weights: number[], rng: Rng): number {
  let u = rng.uniform();
  for (let k = 0; k < weights.length - 1; k++) {
    u -= weights[k]!;
    if (u < 0) return k;
  }
  return weights.length - 1;
}

function logDensities(table: MixedTable, law: Law): Float64Array {
  const values = (name: string) => columnOf(table, name).values;
  const [amount, hour, distance, days] = ['amount', 'hour', 'distance', 'days'].map(values);
  const [merchant, channel, country] = ['merchant', 'channel', 'country'].map(values);
  return Float64Array.from({ length: table.rows }, (_, i) => {
    const [m, c, o] = [merchant![i]!, channel![i]!, country![i]!];
    const logAmount = Math.log(amount![i]!);
    const logDistance = Math.log(distance![i]!);
    return (
      Math.log(law.merchant[m]! * law.channel[c]! * law.country[o]!) +
      logNormal(logAmount, law.logAmount.means[m]!, law.logAmount.std) -
      logAmount + // from the density of the logarithm to that of the amount
      logNormal(logDistance, law.logDistance.means[o]!, law.logDistance.std) -
      logDistance +
      Math.log(hourDensity(hour![i]!, law)) -
      days![i]! / law.meanDays -
      Math.log(law.meanDays)
    );
  });
}

const logNormal = (x: number, mean: number, std: number) =>
  -((x - mean) ** 2) / (2 * std ** 2) - Math.log(std * Math.sqrt(2 * Math.PI));

/** Per hour. Three days each way: the widest part has a deviation of five hours. */
function hourDensity(hour: number, { hour: { weights, means, stds } }: Law): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    for (let turn = -3; turn <= 3; turn++)
      sum += weights[k]! * Math.exp(logNormal(hour + 24 * turn, means[k]!, stds[k]!));
  }
  return sum;
}
