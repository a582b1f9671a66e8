import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compile, type HostInput, type Inputs, type Outputs, type Step } from '../../../src/lib/engine/compile.ts';
import { runEagerly } from '../../../src/lib/engine/eager.ts';
import { softplus } from '../../../src/lib/nn/activations.ts';
import { adam, gradientsOf } from '../../../src/lib/nn/adam.ts';
import { convDiscriminator, convGenerator } from '../../../src/lib/nn/dcgan.ts';
import { network, type Network } from '../../../src/lib/nn/network.ts';
import { unet as unetOf } from '../../../src/lib/nn/unet.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { dcgan, unet, type Subject } from '../../helpers/convolutional.ts';

const rng = createRng(21);
const input = (...shape: number[]): HostInput => ({ values: rng.normals(tf.util.sizeFromShape(shape)), shape });
let before = 0;

/** How the step runs, and the greatest difference to the eager one's outputs relative to the greatest value of each. */
function compare(step: Step, inputs: Inputs) {
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
function expectAgreement(step: Step, inputs: Inputs, tolerance = 5e-6): void {
  const { mode, difference } = compare(step, inputs);
  expect(mode).toMatch(/^compiled/);
  expect(difference).toBeLessThan(tolerance);
}

beforeAll(async () => {
  await useBackend('wasm');
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

type Op = [string, (x: tf.Tensor) => tf.Tensor, number[]];
const conv = (x: tf.Tensor, shape: [number, number, number, number], stride: number, pad: 'same' | 'valid' | number) =>
  tf.conv2d(x as tf.Tensor4D, tf.tensor4d(createRng(1).normals(tf.util.sizeFromShape(shape)), shape), stride, pad);
const ops: Op[] = [
  ['conv2d', (x) => conv(x, [3, 3, 3, 5], 1, 'same'), [2, 7, 7, 3]],
  ['conv2d, stride 2', (x) => conv(x, [4, 4, 3, 5], 2, 'same'), [2, 7, 7, 3]],
  ['conv2d, valid', (x) => conv(x, [3, 2, 3, 8], 2, 'valid'), [2, 8, 7, 3]],
  ['conv2d, padded', (x) => conv(x, [3, 3, 3, 8], 1, 2), [2, 8, 7, 3]],
  [
    'conv2dTranspose',
    (x) =>
      tf.conv2dTranspose(
        x as tf.Tensor4D,
        tf.tensor4d(createRng(2).normals(4 * 4 * 5 * 3), [4, 4, 5, 3]),
        [2, 14, 14, 5],
        2,
        'same',
      ),
    [2, 7, 7, 3],
  ],
  ['avgPool', (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same'), [2, 6, 8, 5]],
  ['nearest', (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 12]), [2, 4, 6, 5]],
  ['softmax', (x) => tf.softmax(tf.mul(x, 30)), [2, 3, 7]],
  ['rsqrt', (x) => tf.rsqrt(tf.add(tf.square(x), 0.1)), [6, 7]],
  ['powers', (x) => tf.addN([-1.5, 3, 0.5].map((p) => tf.pow(tf.add(tf.abs(x), 0.5), p))), [6, 7]],
  ['logSumExp', (x) => tf.logSumExp(x, 1), [6, 7]],
  ['max', (x) => tf.max(x, 0), [6, 7]],
  ['pad', (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [3, 0]], 0.5), [2, 3, 4, 5]], // prettier-ignore
  ['slice of several axes', (x) => tf.slice(x, [0, 1, 1, 2], [2, 2, 3, 3]), [2, 3, 4, 5]],
  ['transpose of several axes', (x) => tf.transpose(x, [2, 0, 3, 1]), [2, 3, 4, 5]],
  ['tile', (x) => tf.tile(x, [1, 3, 2, 1]), [2, 3, 4, 5]],
  ['split', (x) => tf.add(tf.split(x, 2, 1)[1]!, 1), [2, 6, 4]],
  ['stack', (x) => tf.stack([x, tf.neg(x)], 1), [2, 6, 4]],
  ['batched product', (x) => tf.matMul(x, x, false, true), [3, 5, 7]],
  ['batched product, the left transposed', (x) => tf.matMul(x, x, true, false), [3, 5, 7]],
  ['batched product with one matrix', (x) => tf.matMul(x, tf.tensor3d(createRng(1).normals(21), [1, 7, 3])), [3, 5, 7]],
  ['product of tall matrices', (x) => tf.matMul(x as tf.Tensor2D, tf.sin(x) as tf.Tensor2D, true, false), [2400, 10]],
  ['means over pixels', (x) => tf.mean(x, [1, 2]), [3, 5, 7, 8]],
  ['means over images and pixels', (x) => tf.mean(x, [0, 1, 2], true), [3, 5, 7, 8]],
  ['means in groups', (x) => tf.mean(x, [1, 3], true), [3, 35, 2, 4]],
  ['sums over scattered axes', (x) => tf.sum(x, [0, 2]), [3, 5, 7, 8]],
  ['a sum over a middle axis', (x) => tf.sum(x, 1), [3, 5, 7]],
  ['largest over scattered axes', (x) => tf.max(tf.sub(x, 9), [1, 3]), [3, 5, 7, 8]],
  ['spread in groups', (x) => tf.sub(x, tf.mean(x, [1, 3], true)), [3, 35, 2, 4]],
  ['spread over pixels', (x) => tf.mul(x, tf.mean(x, [1, 2], true)), [3, 5, 7, 8]],
  ['spread over images', (x) => tf.mul(x, tf.mean(x, 0, true)), [3, 5, 7, 8]],
  ['spread over images and channels', (x) => tf.mul(x, tf.mean(x, [0, 3], true)), [3, 5, 7, 8]],
  [
    'spread along several sides at once',
    (x) => tf.addN([0, 1, 2, 3].map((axis) => tf.add(x, tf.mean(x, axis, true)))),
    [3, 5, 7, 8],
  ],
  ['standard deviation over the batch', (x) => tf.mean(tf.sqrt(tf.moments(x, 0).variance)), [5, 3, 4, 2]],
];

describe('a compiled step gives what the eager one gives, with its gradient', () => {
  test.each(ops)('%s', (_, f, shape) => {
    expectAgreement(({ x }) => ({ y: f(x!) }), { x: input(...shape) });
    const weighted = (x: tf.Tensor, v: tf.Tensor) => tf.sum(tf.mul(f(x), v)) as tf.Scalar;
    const y = tf.tidy(() => f(tf.zeros(shape)).shape);
    expectAgreement(({ x, v }) => ({ dx: tf.grad((z: tf.Tensor) => weighted(z, v!))(x!) }), {
      x: input(...shape),
      v: input(...y),
    });
  });
});

const conv1 = (x: tf.Tensor, w: tf.Tensor, stride: number) =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same');

/** A critic of two convolutions with smooth activations: D(x) for x [2, 5, 5, 1]. */
const critic = (x: tf.Tensor, w1: tf.Tensor, w2: tf.Tensor): tf.Scalar =>
  tf.sum(softplus(conv1(softplus(conv1(x, w1, 2)), w2, 1)));
const penalty = (x: tf.Tensor, w1: tf.Tensor, w2: tf.Tensor): tf.Scalar =>
  tf.sum(tf.square(tf.grad((z: tf.Tensor) => critic(z, w1, w2))(x)));

describe('gradients through convolutions agree with finite differences', () => {
  const shapes = { x: [2, 5, 5, 1], w1: [3, 3, 1, 3], w2: [3, 3, 3, 2] };
  const point = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(...shape)]));

  test.each([
    ['of D', critic],
    ["of R1's penalty, which differentiates twice", penalty],
  ])('%s', (_, f) => {
    const value = compile(({ x, w1, w2 }) => ({ y: f(x!, w1!, w2!) }));
    const gradients = compile(({ x, w1, w2 }) => {
      const [dx, dw1, dw2] = tf.grads((...given: tf.Tensor[]) => f(given[0]!, given[1]!, given[2]!))([
        x!,
        w1!,
        w2!,
      ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { x: dx, w1: dw1, w2: dw2 };
    });
    const found = gradients.run(point);
    const at = (name: string, index: number, h: number) => {
      const values = Float32Array.from(point[name]!.values);
      values[index]! += h;
      const { y } = value.run({ ...point, [name]: { ...point[name]!, values } });
      const result = y!.dataSync()[0]!;
      y!.dispose();
      return result;
    };
    const h = 1e-2;
    for (const [name, gradient] of Object.entries(found)) {
      const exact = gradient.dataSync();
      const scale = Math.max(...exact.map(Math.abs));
      expect(scale).toBeGreaterThan(0.01);
      for (let index = 0; index < exact.length; index += 5) {
        // Central differences, extrapolated: the error is of order h^4, and rounding's about 1e-5 / h.
        const slope = (s: number) => (at(name, index, s) - at(name, index, -s)) / (2 * s);
        const estimate = (4 * slope(h) - slope(2 * h)) / 3;
        expect(Math.abs(estimate - exact[index]!)).toBeLessThan(5e-3 * scale);
      }
    }
    expect(value.mode).toMatch(/^compiled/);
    expect(gradients.mode).toMatch(/^compiled/);
    tf.dispose(found);
    value.dispose();
    gradients.dispose();
  });
});

/** Runs a subject's steps ten times. */
function train({ weights, steps, inputs, dispose }: Subject, run: (step: Step, i: number, given: Inputs) => Outputs) {
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    inputs().forEach((given, i) => {
      const outputs = run(steps[i]!, i, given);
      losses.push(...Object.values(outputs).map((loss) => loss.dataSync()[0]!));
      tf.dispose(outputs);
    });
  }
  const values = weights.map((w) => Float32Array.from(w.dataSync()));
  dispose();
  return { losses, values };
}

describe('a convolutional model trains as its eager self', () => {
  test.each([
    ['DCGAN with batch norm', dcgan],
    ['U-Net with group norm and attention', unet],
  ])('%s: losses to 1e-4 and weights to 1e-3 over 10 steps', (_, make) => {
    const eager = train(make(), (step, _i, given) => runEagerly(step, given));
    const subject = make();
    const programs = subject.steps.map(compile);
    const ours = train(subject, (_step, i, given) => programs[i]!.run(given));
    for (const { mode } of programs) expect(mode).toMatch(/^compiled/);
    ours.losses.forEach((loss, i) =>
      expect(Math.abs(loss - eager.losses[i]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(loss))),
    );
    const norm = (values: Float32Array) => Math.hypot(...values);
    ours.values.forEach((values, i) => {
      const difference = norm(values.map((v, k) => v - eager.values[i]![k]!));
      expect(difference).toBeLessThan(1e-3 * Math.max(1e-3, norm(values)));
    });
    programs.forEach((program) => program.dispose());
  });
});

describe("the library's own nets are compiled whole", () => {
  const size = { width: 8, height: 8 };
  const modesOf = (net: Network<[tf.Tensor, tf.Tensor]>, step: Step, inputs: Inputs) => {
    const program = compile(step);
    const outputs = [program.run(inputs), program.run(inputs)];
    expect(outputs.every(({ loss }) => Number.isFinite(loss!.dataSync()[0]))).toBe(true);
    tf.dispose(outputs);
    tf.dispose(net.weights as tf.Variable[]);
    program.dispose();
    return program.mode;
  };

  test('U-Net', () => {
    const net = unetOf({ size, channels: 8, features: 6 }, createRng(1));
    const optimizer = adam(net.weights);
    const step: Step = ({ x, told, eps, rates }) => {
      const loss = () => tf.mean(tf.squaredDifference(eps!, net(x!, told!))) as tf.Scalar;
      const { value, gradients } = gradientsOf(loss, net.weights);
      optimizer.apply(gradients, rates!);
      return { loss: value };
    };
    const inputs = { x: input(3, 64), told: input(3, 6), eps: input(3, 64), rates: optimizer.rates(1e-3) };
    expect(modesOf(net, step, inputs)).toMatch(/^compiled/);
    optimizer.dispose();
  });

  test('convolutional GAN with minibatch standard deviation, and R1 through D', () => {
    const G = convGenerator({ size, channels: 8, latentDim: 5, limits: [-1, 1] }, createRng(1));
    const D = convDiscriminator({ size, channels: 8, spread: true }, createRng(2));
    const plain = convDiscriminator({ size, channels: 8, pac: 2 }, createRng(3));
    const all = network(
      (z: tf.Tensor, x: tf.Tensor) => tf.concat([D(G(z)), D(x)], 0),
      [G, D, plain].flatMap((net) => net.weights),
    );
    const optimizer = adam(all.weights);
    const step: Step = ({ x, z, rates }) => {
      const loss = () => {
        const judged = (y: tf.Tensor) => tf.sum(plain(tf.reshape(y, [-1, 128])));
        const slope = tf.mean(tf.square(tf.grad(judged)(x!)));
        return tf.add(tf.mean(softplus(all(z!, x!))), slope) as tf.Scalar;
      };
      const { value, gradients } = gradientsOf(loss, all.weights);
      optimizer.apply(gradients, rates!);
      return { loss: value };
    };
    const inputs = { x: input(4, 64), z: input(4, 5), rates: optimizer.rates(1e-3) };
    expect(modesOf(all, step, inputs)).toMatch(/^compiled/);
    optimizer.dispose();
  });
});

test('a trace holds next to no memory and leaves the weights alone', () => {
  const w = tf.tidy(() => tf.variable(tf.ones([3, 3, 4, 4])));
  const x = input(8, 28, 28, 4);
  let most = 0;
  const program = compile(({ x }) => {
    const loss = (given: tf.Tensor) => {
      let h = given;
      for (let layer = 0; layer < 4; layer++) h = softplus(conv1(h, w, 1));
      return tf.mean(h) as tf.Scalar;
    };
    const { value, grads } = tf.variableGrads(() => loss(x!), [w]);
    w.assign(tf.sub(w, grads[w.name]!));
    most = Math.max(most, heldBytes());
    return { value };
  });
  /** Room that TensorFlow.js has asked of its memory; whatever is free in there comes first. */
  const heldBytes = () => {
    const { wasm } = tf.backend() as unknown as { wasm: { _malloc(n: number): number; _free(at: number): void } };
    const at = wasm._malloc(64 * 2 ** 20) >>> 0;
    wasm._free(at);
    return at;
  };
  const atFirst = heldBytes();
  const started = Array.from(w.dataSync());
  program.run({ x }).value!.dispose();
  const activation = 4 * 8 * 28 * 28 * 4;
  expect(most - atFirst).toBeLessThan(12 * activation); // there are some thirty of them
  const once = Array.from(w.dataSync());
  expect(once).not.toEqual(started);
  expect(once.every(Number.isFinite)).toBe(true);
  program.dispose();
  w.dispose();
});
