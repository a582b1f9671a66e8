/**
 * A short examination of a backend before it is trusted: the operations that training is made of, and their gradients, on
 * numbers whose results are computed here in float64. There are graphics drivers on which a gradient is always zero while
 * everything forward is right, and no backend is an oracle for another.
 */
import * as tf from '../tf.ts';
import { fromDevice } from './health.ts';

/** Result of an operation and of its gradient, on the device, with what they should be. */
interface Case {
  name: string;
  found: tf.Tensor[];
  expected: number[];
}

const numbers = (n: number, phase: number, scale = 1): number[] =>
  Array.from({ length: n }, (_, i) => scale * Math.sin(1.7 * i + phase) * (1 + (i % 3) / 3));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

type Unary = [name: string, f: (x: tf.Tensor) => tf.Tensor, value: (x: number) => number, slope: (x: number) => number];
/** Elementwise operations, with their values and slopes. */
const unary: Unary[] = [
  ['relu', tf.relu, (x) => Math.max(0, x), (x) => (x > 0 ? 1 : 0)],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.2), (x) => (x > 0 ? x : 0.2 * x), (x) => (x > 0 ? 1 : 0.2)],
  ['sigmoid', tf.sigmoid, logistic, (x) => logistic(x) * (1 - logistic(x))],
  ['softplus', tf.softplus, (x) => Math.log1p(Math.exp(x)), logistic],
  ['tanh', tf.tanh, Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  ['exp', tf.exp, Math.exp, Math.exp],
  ['sin', tf.sin, Math.sin, Math.cos],
  ['square', tf.square, (x) => x * x, (x) => 2 * x],
  ['sqrt', (x) => tf.sqrt(tf.add(tf.square(x), 1)), (x) => Math.hypot(x, 1), (x) => x / Math.hypot(x, 1)],
];

/** The gradient of sum(f(x) c) is c f'(x). */
function unaryCase([name, f, value, slope]: Unary): Case {
  const x = numbers(24, 0.3);
  const c = numbers(24, 1.1);
  const X = tf.tensor2d(x, [4, 6]);
  return {
    name,
    found: [f(X), tf.grad((input) => tf.sum(tf.mul(f(input), tf.tensor2d(c, [4, 6]))))(X)],
    expected: [...x.map(value), ...x.map((v, i) => c[i]! * slope(v))],
  };
}

/** C = A B with A of shape [m, k], B of [k, n]; either may be stored transposed. */
function matMulCase(m: number, k: number, n: number, transposeA: boolean, transposeB: boolean): Case {
  const a = numbers(m * k, 0.2);
  const b = numbers(k * n, 0.9);
  const c = numbers(m * n, 1.6);
  const A = (i: number, j: number) => a[transposeA ? j * m + i : i * k + j]!;
  const B = (i: number, j: number) => b[transposeB ? j * k + i : i * n + j]!;
  const table = (rows: number, columns: number, entry: (i: number, j: number) => number) =>
    Array.from({ length: rows * columns }, (_, at) => entry(Math.floor(at / columns), at % columns));
  const total = (count: number, term: (l: number) => number) => {
    let sum = 0;
    for (let l = 0; l < count; l++) sum += term(l);
    return sum;
  };
  const product = table(m, n, (i, j) => total(k, (l) => A(i, l) * B(l, j)));
  const dA = (i: number, j: number) => total(n, (l) => c[i * n + l]! * B(j, l));
  const dB = (i: number, j: number) => total(m, (l) => A(l, i) * c[l * n + j]!);
  const slopeA = transposeA ? table(k, m, (i, j) => dA(j, i)) : table(m, k, dA);
  const slopeB = transposeB ? table(n, k, (i, j) => dB(j, i)) : table(k, n, dB);
  const left = tf.tensor2d(a, transposeA ? [k, m] : [m, k]);
  const right = tf.tensor2d(b, transposeB ? [n, k] : [k, n]);
  const f = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, transposeA, transposeB);
  const weighted = (x: tf.Tensor, y: tf.Tensor) => tf.sum(tf.mul(f(x, y), tf.tensor2d(c, [m, n])));
  return {
    name: 'the matrix product',
    found: [f(left, right), ...tf.grads(weighted)([left, right])],
    expected: [...product, ...slopeA, ...slopeB],
  };
}

/** mean((x + bias)^2 / 2) over rows of x: broadcasting forwards, a sum over rows backwards. */
function broadcastCase(): Case {
  const [rows, columns] = [5, 6] as const;
  const x = numbers(rows * columns, 0.4);
  const bias = numbers(columns, 2.2);
  const y = x.map((v, i) => v + bias[i % columns]!);
  const size = rows * columns;
  const [X, b] = [tf.tensor2d(x, [rows, columns]), tf.tensor1d(bias)];
  const f = (input: tf.Tensor, shift: tf.Tensor) => tf.mean(tf.mul(tf.square(tf.add(input, shift)), 0.5));
  return {
    name: 'adding a bias',
    found: [f(X, b), ...tf.grads(f)([X, b])],
    expected: [
      y.reduce((sum, v) => sum + (v * v) / 2, 0) / size,
      ...y.map((v) => v / size),
      ...bias.map((_, j) => y.filter((_, i) => i % columns === j).reduce((sum, v) => sum + v, 0) / size),
    ],
  };
}

/** Rows of a table by index, joined to other columns. */
function gatherCase(): Case {
  const table = numbers(12, 0.7);
  const picked = [3, 0, 2];
  const other = numbers(6, 1.9);
  const [T, index, O] = [tf.tensor2d(table, [4, 3]), tf.tensor1d(picked, 'int32'), tf.tensor2d(other, [3, 2])];
  return {
    name: 'looking rows up',
    found: [tf.concat([tf.gather(T, index), O], 1)],
    expected: picked.flatMap((row, i) => [...table.slice(3 * row, 3 * row + 3), ...other.slice(2 * i, 2 * i + 2)]),
  };
}

/** In single precision, whatever the order of summation; reduced precision (float16) fails. */
const tolerance = 2e-4;

/** @throws Error naming the operation that is wrong. @param backend what a sentence calls it. */
export async function selfTest(backend: string): Promise<void> {
  const cases: Omit<Case, 'found'>[] = [];
  const together = tf.tidy(() => {
    const made = [
      ...unary.map(unaryCase),
      matMulCase(8, 12, 16, false, false),
      matMulCase(7, 5, 9, false, false),
      matMulCase(6, 10, 4, true, false),
      matMulCase(6, 9, 5, false, true),
      broadcastCase(),
      gatherCase(),
    ];
    cases.push(...made.map(({ name, expected }) => ({ name, expected })));
    // One read-back for all, joined in threes: some devices bind few buffers at once.
    let parts = made.flatMap(({ found }) => found.map((tensor) => tf.reshape(tensor, [-1])));
    while (parts.length > 1) {
      parts = Array.from({ length: Math.ceil(parts.length / 3) }, (_, i) => {
        const some = parts.slice(3 * i, 3 * i + 3);
        return some.length === 1 ? some[0]! : tf.concat(some);
      });
    }
    return parts[0]!;
  });
  const values = await fromDevice(together.data()).finally(() => together.dispose());
  let at = 0;
  for (const { name, expected } of cases) {
    for (const value of expected) {
      const found = values[at++]!;
      if (!(Math.abs(found - value) <= tolerance * (1 + Math.abs(value)))) {
        throw new Error(
          `${backend} computes ${name} or its gradient wrongly on this machine (${found.toPrecision(4)} instead of ${value.toPrecision(4)}).`,
        );
      }
    }
  }
}
