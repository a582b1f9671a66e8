/**
 * Activations whose *second* derivatives are right too, as gradient penalties need.
 *
 * TensorFlow.js 4.22 differentiates a gradient wrongly wherever the first gradient is written with a saved output
 * (sigmoid, tanh, silu, exp), and refuses where it is written with a comparison (leakyRelu). A gradient written with the
 * saved *input* is differentiated correctly, so that is how each of these is written; finite differences test them.
 */
import { fused } from '../engine/fused.ts';
import * as tf from '../tf.ts';

export type Activation = (x: tf.Tensor) => tf.Tensor;

/** f with its derivative df given as a formula in x. `name` is that of the engine's kernels for both, where it has them. */
function withDerivative(name: string, f: Activation, df: Activation): Activation {
  return (x) =>
    tf.customGrad((input, save) => {
      const z = input as tf.Tensor;
      (save as tf.GradSaveFunc)([z]);
      return {
        value: fused(name, { x: z }, ({ x }) => f(x!)),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
          fused(`${name}Gradient`, { dy, x: saved[0]! }, (given) => tf.mul(given.dy!, df(given.x!))),
      };
    })(x);
}

/** `max(x, 0)` */
export const relu: Activation = (x) => tf.relu(x);

const slope = 0.2;
/** `x` where x > 0, `0.2 x` elsewhere: the usual discriminator's activation. */
export const leakyRelu: Activation = withDerivative(
  'leakyRelu',
  (x) => tf.leakyRelu(x, slope),
  (x) => tf.step(x, slope),
);

/** `log(1 + exp(x))` */
export const softplus: Activation = (x) => tf.softplus(x);

/** `x sigmoid(x)`, with derivative `s (1 + x (1 - s))` where `s = sigmoid(x)`. */
export const silu: Activation = withDerivative(
  'silu',
  (x) => tf.mul(x, tf.sigmoid(x)),
  (x) => {
    const s = tf.sigmoid(x);
    return tf.mul(s, tf.add(1, tf.mul(x, tf.sub(1, s))));
  },
);

/** `tanh(x)`, with derivative `1 - tanh(x)^2`. */
export const tanh: Activation = withDerivative(
  'tanh',
  (x) => tf.tanh(x),
  (x) => tf.sub(1, tf.square(tf.tanh(x))),
);

/** `1 / (1 + exp(-x))` */
export const sigmoid: Activation = withDerivative(
  'sigmoid',
  (x) => tf.sigmoid(x),
  (x) => {
    const s = tf.sigmoid(x);
    return tf.mul(s, tf.sub(1, s));
  },
);

export const activations = { relu, leakyRelu, softplus, silu, tanh, sigmoid };
export type ActivationName = keyof typeof activations;
