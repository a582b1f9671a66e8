/** Two convolutional models in plain TensorFlow.js, small: a DCGAN with batch norm, and a U-Net with group norm and attention. */
import type { HostInput, Inputs, Step } from '../../src/lib/engine/compile.ts';
import { leakyRelu, relu, silu, tanh } from '../../src/lib/nn/activations.ts';
import { adam, gradientsOf } from '../../src/lib/nn/adam.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';

export interface Subject {
  weights: tf.Variable[];
  steps: Step[];
  inputs(): Inputs[];
  dispose(): void;
}

const batch = 3;
const size = 4;

/** Weights that are created as they are asked for. */
function parameters(seed: number) {
  const rng = createRng(seed);
  const weights: tf.Variable[] = [];
  return {
    weights,
    create: (shape: number[], scale = 1 / Math.sqrt(shape.slice(0, -1).reduce((a, b) => a * b, 1))) => {
      const values = rng.normals(tf.util.sizeFromShape(shape)).map((x) => x * scale);
      const weight = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
      weights.push(weight);
      return weight;
    },
    gain: (n: number) => {
      const weight = tf.tidy(() => tf.variable(tf.ones([n])));
      weights.push(weight);
      return weight;
    },
  };
}

const conv = (x: tf.Tensor, w: tf.Tensor, stride = 1) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same');
const upConv = (x: tf.Tensor, w: tf.Tensor, n: number, channels: number) =>
  tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [batch, n, n, channels], 2, 'same');

function normalise(x: tf.Tensor, axes: number[], gain: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain);
}

export function dcgan(): Subject {
  const g = parameters(1);
  const d = parameters(2);
  const [gDense, gGain, gUp, gGain2, gOut] = [
    g.create([6, 2 * 2 * 8]),
    g.gain(8),
    g.create([4, 4, 4, 8]),
    g.gain(4),
    g.create([3, 3, 4, 1]),
  ];
  const [dIn, dMiddle, dGain, dDense, dBias] = [
    d.create([4, 4, 1, 4]),
    d.create([4, 4, 4, 8]),
    d.gain(8),
    d.create([1 * 1 * 8, 1]),
    d.create([1]),
  ];
  const G = (z: tf.Tensor) => {
    const h0 = tf.reshape(tf.matMul(z as tf.Tensor2D, gDense as unknown as tf.Tensor2D), [batch, 2, 2, 8]);
    const h1 = upConv(relu(normalise(h0, [0, 1, 2], gGain)), gUp, 4, 4);
    return tanh(conv(relu(normalise(h1, [0, 1, 2], gGain2)), gOut));
  };
  const D = (x: tf.Tensor) => {
    const h1 = leakyRelu(conv(x, dIn, 2));
    const h2 = leakyRelu(normalise(conv(h1, dMiddle, 2), [0, 1, 2], dGain));
    return tf.add(tf.matMul(tf.reshape(h2, [batch, 8]) as tf.Tensor2D, dDense as unknown as tf.Tensor2D), dBias);
  };
  const optimizerG = adam(g.weights);
  const optimizerD = adam(d.weights);
  const rng = createRng(3);
  const z = (): HostInput => ({ values: rng.normals(6 * batch), shape: [batch, 6] });
  return {
    weights: [...g.weights, ...d.weights, ...optimizerG.moments, ...optimizerD.moments],
    steps: [
      ({ real, z, rates }) => {
        const fake = G(z!);
        const { value, gradients } = gradientsOf(
          () => tf.add(tf.mean(tf.softplus(tf.neg(D(real!)))), tf.mean(tf.softplus(D(fake)))) as tf.Scalar,
          d.weights,
        );
        optimizerD.apply(gradients, rates!);
        return { d: value };
      },
      ({ z, rates }) => {
        const { value, gradients } = gradientsOf(() => tf.mean(tf.softplus(tf.neg(D(G(z!))))) as tf.Scalar, g.weights);
        optimizerG.apply(gradients, rates!);
        return { g: value };
      },
    ],
    inputs: (): Inputs[] => [
      {
        real: { values: rng.normals(batch * size * size), shape: [batch, size, size, 1] },
        z: z(),
        rates: optimizerD.rates(0.01),
      },
      { z: z(), rates: optimizerG.rates(0.01) },
    ],
    dispose() {
      optimizerG.dispose();
      optimizerD.dispose();
      tf.dispose([...g.weights, ...d.weights]);
    },
  };
}

/** Down, attention at the bottom, up, with a skip and a time. */
export function unet(): Subject {
  const c = 4;
  const p = parameters(4);
  const [wIn, time, gain1, w1, down] = [
    p.create([3, 3, 1, c]),
    p.create([8, c]),
    p.gain(c),
    p.create([3, 3, c, c]),
    p.create([3, 3, c, c]),
  ];
  const [qkv, gain2, w2, wOut] = [
    p.create([c, 3 * c]),
    p.gain(2 * c),
    p.create([3, 3, 2 * c, c]),
    p.create([3, 3, c, 1]),
  ];
  const groupNorm = (x: tf.Tensor, gain: tf.Tensor) => {
    const [n, h, w, channels] = x.shape as [number, number, number, number];
    const groups = tf.reshape(x, [n, h * w, 2, channels / 2]);
    const { mean, variance } = tf.moments(groups, [1, 3], true);
    const normal = tf.mul(tf.sub(groups, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.mul(tf.reshape(normal, [n, h, w, channels]), gain);
  };
  const attend = (x: tf.Tensor) => {
    const [n, h, w] = x.shape as [number, number, number];
    const tokens = tf.reshape(x, [n * h * w, c]);
    const all = tf.reshape(tf.matMul(tokens as tf.Tensor2D, qkv as unknown as tf.Tensor2D), [n, h * w, 3 * c]);
    const [q, k, v] = tf.split(all, 3, 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(c)));
    return tf.add(x, tf.reshape(tf.matMul(weights, v), x.shape));
  };
  const upsample = (x: tf.Tensor) => {
    const [n, h, w, channels] = x.shape as [number, number, number, number];
    const wide = tf.reshape(tf.concat([x, x], 3), [n, h, 2 * w, channels]);
    return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * h, 2 * w, channels]);
  };
  const net = (x: tf.Tensor, t: tf.Tensor) => {
    const h0 = tf.add(
      conv(x, wIn),
      tf.reshape(tf.matMul(t as tf.Tensor2D, time as unknown as tf.Tensor2D), [batch, 1, 1, c]),
    );
    const h1 = conv(silu(groupNorm(h0, gain1)), w1);
    const bottom = attend(tf.avgPool(conv(h1, down) as tf.Tensor4D, 2, 2, 'same'));
    const joined = tf.concat([upsample(bottom), h1], 3);
    return conv(silu(conv(silu(groupNorm(joined, gain2)), w2)), wOut);
  };
  const optimizer = adam(p.weights);
  const rng = createRng(6);
  return {
    weights: [...p.weights, ...optimizer.moments],
    steps: [
      ({ x, t, eps, rates }) => {
        const { value, gradients } = gradientsOf(
          () => tf.mean(tf.squaredDifference(eps!, net(x!, t!))) as tf.Scalar,
          p.weights,
        );
        optimizer.apply(gradients, rates!);
        return { eps: value };
      },
    ],
    inputs: (): Inputs[] => [
      {
        x: { values: rng.normals(batch * size * size), shape: [batch, size, size, 1] },
        t: { values: rng.normals(batch * 8), shape: [batch, 8] },
        eps: { values: rng.normals(batch * size * size), shape: [batch, size, size, 1] },
        rates: optimizer.rates(0.01),
      },
    ],
    dispose() {
      optimizer.dispose();
      tf.dispose(p.weights);
    },
  };
}
