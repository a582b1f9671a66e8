import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compile, rows, vector, type Step } from '../../../src/lib/engine/compile.ts';
import { runEagerly } from '../../../src/lib/engine/eager.ts';
import { copyWeights } from '../../../src/lib/nn/ema.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const rng = createRng(11);
const numbers = (n: number) => rows(rng.normals(n * 4), 4);
let before = 0;
/** tf.variable copies: the first tensor would stay. */
const variable = (make: () => tf.Tensor) => tf.tidy(() => tf.variable(make()));

/** The step's outputs, compiled, and the greatest difference to eager ones relative to the greatest value of each. */
function compare(step: Step, inputs: Parameters<typeof runEagerly>[1]) {
  const program = compile(step);
  const [ours, eager] = [program.run(inputs), runEagerly(step, inputs)];
  let difference = 0;
  for (const [name, tensor] of Object.entries(eager)) {
    const [a, b] = [ours[name]!.dataSync(), tensor.dataSync()];
    expect(ours[name]!.shape).toEqual(tensor.shape);
    const size = Math.max(1e-30, ...b.map(Math.abs));
    b.forEach((value, i) => (difference = Math.max(difference, Math.abs(a[i]! - value) / size)));
  }
  const { mode } = program;
  tf.dispose([ours, eager]);
  program.dispose();
  return { mode, difference };
}

beforeAll(async () => {
  await useBackend('wasm');
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

describe('a compiled step gives what the eager one gives', () => {
  const one: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['neg', tf.neg],
    ['abs', tf.abs],
    ['square', tf.square],
    ['sqrt', (x) => tf.sqrt(tf.abs(x))],
    ['exp', tf.exp],
    ['log', (x) => tf.log(tf.add(tf.abs(x), 0.1))],
    ['sin', tf.sin],
    ['cos', tf.cos],
    ['tanh', tf.tanh],
    ['sigmoid', tf.sigmoid],
    ['softplus', tf.softplus],
    ['relu', tf.relu],
    ['leakyRelu', (x) => tf.leakyRelu(x, 0.2)],
    ['step', (x) => tf.step(x, 0.2)],
    ['clip', (x) => tf.clipByValue(x, -0.5, 0.7)],
    ['where', (x) => tf.where(tf.greater(x, 0.1), x, tf.mul(x, 3))],
    ['comparisons', (x) => tf.cast(tf.logicalAnd(tf.less(x, 1), tf.greaterEqual(x, -1)), 'float32')],
    ['sum', (x) => tf.sum(x)],
    ['sum of columns', (x) => tf.sum(x, 0)],
    ['mean of rows', (x) => tf.mean(x, 1)],
    ['mean of columns, kept', (x) => tf.mean(tf.square(x), 0, true)],
    ['transpose', (x) => tf.transpose(x)],
    ['slice', (x) => tf.slice(x, [0, 1], [-1, 2])],
    ['concat', (x) => tf.concat([x, tf.neg(x), tf.slice(x, [0, 0], [-1, 1])], 1)],
    ['stacked rows', (x) => tf.concat([x, tf.neg(x)], 0)],
    ['unstack', (x) => tf.mul(tf.unstack(x, 1)[2]!, 2)],
    ['reshape', (x) => tf.mul(tf.reshape(x, [-1]), 2)],
    ['constants', (x) => tf.add(tf.mul(x, tf.ones(x.shape)), tf.tensor1d([1, 2, 3, 4]))],
  ];
  test.each(one)('%s', (_, f) => {
    for (const n of [1, 3, 8, 33]) {
      const { mode, difference } = compare(({ x }) => ({ y: f(x!) }), { x: numbers(n) });
      expect(mode).toMatch(/^compiled/);
      expect(difference).toBeLessThan(2e-6);
    }
  });

  test.each([
    ['a row', [4]],
    ['a column', [9, 1]],
    ['one number', []],
    ['one number in a matrix', [1, 1]],
    ['a matrix', [9, 4]],
  ])('spread over a matrix: %s', (_, shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const y = { values: rng.normals(size), shape };
    const step: Step = ({ x, y }) => ({ a: tf.sub(x!, y!), b: tf.mul(tf.div(y!, tf.add(tf.abs(x!), 1)), x!) });
    const { mode, difference } = compare(step, { x: numbers(9), y });
    expect(mode).toMatch(/^compiled/);
    expect(difference).toBeLessThan(1e-6);
  });

  test('rows picked by index', () => {
    const table = tf.tensor2d(rng.normals(40), [10, 4]);
    const step: Step = ({ index }) => ({ y: tf.mul(tf.gather(table, index as tf.Tensor1D), 2) });
    const { mode, difference } = compare(step, { index: vector(Int32Array.of(9, 0, 3, 3, 7)) });
    expect(mode).toMatch(/^compiled/);
    expect(difference).toBe(0);
    table.dispose();
  });
});

describe('variables', () => {
  test('are written where TensorFlow.js reads them, also by products that it has prepared for', () => {
    const w = variable(() => tf.eye(4));
    const x = tf.tensor2d(rng.normals(8), [2, 4]);
    const product = () => tf.tidy(() => Array.from(tf.matMul(x, w as unknown as tf.Tensor2D).dataSync()));
    const step = compile(({ factor }) => {
      w.assign(tf.mul(w, factor!));
      return {};
    });
    const first = product();
    step.run({ factor: vector(Float32Array.of(2)) });
    expect(product()).toEqual(first.map((value) => 2 * value));
    step.run({ factor: vector(Float32Array.of(-1)) });
    expect(product()).toEqual(first.map((value) => -2 * value));
    step.dispose();
    tf.dispose([w, x]);
  });

  test('that share their numbers are parted before one is changed', () => {
    const [a, b] = [variable(() => tf.ones([5])), variable(() => tf.zeros([5]))];
    const step = compile(() => {
      a.assign(tf.add(a, 1));
      return { sum: tf.sum(b) };
    });
    copyWeights([b], [a]);
    const sums = [step.run({}), step.run({})].map(({ sum }) => sum!);
    copyWeights([b], [a]); // again, while the program lives
    const copy = a.clone();
    sums.push(step.run({}).sum!);
    expect(sums.map((sum) => sum.dataSync()[0])).toEqual([5, 5, 15]);
    expect([...copy.dataSync()]).toEqual([3, 3, 3, 3, 3]);
    expect([...a.dataSync()]).toEqual([4, 4, 4, 4, 4]);
    step.dispose();
    tf.dispose([a, b, copy, ...sums]);
  });

  test('may be read after they are assigned, and keep what the step read before', () => {
    const make = () => [variable(() => tf.tensor1d([1, 2, 3])), variable(() => tf.zeros([3]))] as const;
    const [a, b] = make();
    const [c, d] = make();
    const stepOn =
      (x: tf.Variable, y: tf.Variable): Step =>
      ({ z }) => {
        const old = tf.mul(x, 2);
        x.assign(tf.add(x, z!));
        y.assign(tf.add(tf.mul(x, 10), old));
        return { late: tf.sum(tf.mul(x, y)) };
      };
    const program = compile(stepOn(a, b));
    for (let i = 0; i < 3; i++) {
      const z = vector(Float32Array.of(i, 1, -i));
      const [ours, eager] = [program.run({ z }), runEagerly(stepOn(c, d), { z })];
      expect([...ours.late!.dataSync()]).toEqual([...eager.late!.dataSync()]);
      tf.dispose([ours, eager]);
    }
    expect([[...a.dataSync()], [...b.dataSync()]]).toEqual([[...c.dataSync()], [...d.dataSync()]]);
    expect(program.mode).toMatch(/^compiled/);
    program.dispose();
    tf.dispose([a, b, c, d]);
  });
});

describe('inputs', () => {
  test('may be tensors on the device, and stay the caller’s', () => {
    const program = compile(({ x }) => ({ y: tf.mul(x!, 2) }));
    let x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    for (let i = 0; i < 5; i++) {
      const { y } = program.run({ x }) as { y: tf.Tensor2D };
      x.dispose();
      x = y;
    }
    expect([...x.dataSync()]).toEqual([32, 64, 96, 128]);
    x.dispose();
    program.dispose();
  });

  test('of another shape make a new trace; of a shape met before, none', () => {
    let traced = 0;
    const program = compile(({ x }) => {
      traced += 1;
      return { y: tf.mean(x!) };
    });
    const run = (n: number) => tf.dispose(program.run({ x: numbers(n) }));
    for (const n of [3, 3, 3]) run(n);
    expect(traced).toBe(2); // one trace runs the step twice
    for (const n of [5, 3, 5]) run(n);
    expect(traced).toBe(4);
    const small = program.bytes!;
    for (const n of [6, 7, 8, 9, 10, 11]) run(n);
    expect(program.bytes!).toBeLessThan(4 * small);
    program.dispose();
  });
});

describe('what a replay could not repeat is refused', () => {
  test('a number made on the host', () => {
    let calls = 0;
    const program = compile(({ x }) => ({ y: tf.mul(x!, (calls += 1)) }));
    expect(() => program.run({ x: numbers(2) })).toThrow(/computes something on the host.*Make it an input/);
    program.dispose();
  });

  test('another path by a draw on the host', () => {
    let calls = 0;
    const program = compile(({ x }) => ({ y: (calls += 1) % 2 ? tf.sin(x!) : tf.cos(x!) }));
    expect(() => program.run({ x: numbers(2) })).toThrow(/"1\[2,4\] = Sin x 0\[2,4\] \{\}", then/);
    program.dispose();
  });

  test('reading numbers back', () => {
    const program = compile(({ x }) => ({ y: tf.mul(x!, x!.dataSync()[0]!) }));
    expect(() => program.run({ x: numbers(2) })).toThrow(/must not read numbers back/);
    program.dispose();
  });

  test('and a refused trace leaves variables as they were', () => {
    const w = variable(() => tf.ones([3]));
    const program = compile(({ x }) => {
      w.assign(tf.mul(w, 2));
      return { y: tf.mul(x!, x!.dataSync()[0]!) };
    });
    expect(() => program.run({ x: numbers(2) })).toThrow();
    expect([...w.dataSync()]).toEqual([1, 1, 1]);
    w.dispose();
  });
});

test('a step with a kernel that is not written yet runs as written, and says why', () => {
  const { mode, difference } = compare(({ x }) => ({ y: tf.cumsum(x!, 1) }), { x: numbers(4) });
  expect(mode).toBe('eager: the kernel Cumsum is not written yet');
  expect(difference).toBe(0);
});

test('a step whose program the browser refuses runs as written, and says why', () => {
  const spy = vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('no vectors');
  });
  const { mode, difference } = compare(({ x }) => ({ y: tf.sin(x!) }), { x: numbers(4) });
  spy.mockRestore();
  expect(mode).toBe('eager: this browser does not take the program (no vectors)');
  expect(difference).toBe(0);
});

test('a loss that is not a number stays one', () => {
  const program = compile(({ x }) => ({ y: tf.mean(tf.softplus(tf.relu(tf.leakyRelu(x!, 0.2)))) }));
  const { y } = program.run({ x: rows(Float32Array.of(1, NaN, 2, 3), 4) });
  expect(y!.dataSync()[0]).toBeNaN();
  y!.dispose();
  program.dispose();
});
