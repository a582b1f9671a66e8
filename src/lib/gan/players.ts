/** The two moves of the game. Each player's step differentiates with respect to that player's weights and no others. */
import { gradientsOf, type Adam } from '../nn/adam.ts';
import type { Network } from '../nn/network.ts';
import * as tf from '../tf.ts';
import { value, type GanLoss } from './losses.ts';

/**
 * D's move: one Adam step on its loss, with G's samples as given data.
 * @param real [n, dim]
 * @param fake [n, dim]
 * @param rates from `optimizer.rates`
 * @returns the loss and V, both before the step
 */
export function discriminatorStep(
  D: Network,
  optimizer: Adam,
  loss: GanLoss,
  real: tf.Tensor,
  fake: tf.Tensor,
  rates: tf.Tensor,
) {
  let V: tf.Scalar | undefined;
  const { value: d, gradients } = gradientsOf(() => {
    const onReal = D(real);
    const onFake = D(fake);
    V = tf.keep(value(onReal, onFake));
    return loss.discriminator(onReal, onFake);
  }, D.weights);
  optimizer.apply(gradients, rates);
  return { d, V: V! };
}

/**
 * G's move: one Adam step on its loss, through D but not of D.
 * @param z [n, latentDim]
 */
export function generatorStep(
  G: Network,
  D: Network,
  optimizer: Adam,
  loss: GanLoss,
  z: tf.Tensor,
  rates: tf.Tensor,
): tf.Scalar {
  const { value: g, gradients } = gradientsOf(() => loss.generator(D(G(z))), G.weights);
  optimizer.apply(gradients, rates);
  return g;
}

/** Minus the gradient of G's loss at each point: where each sample of G is pulled. [n, dim] to [n, dim] */
export function force(D: Network, loss: GanLoss, x: tf.Tensor2D): tf.Tensor {
  const n = x.shape[0];
  // The loss is a mean over the batch; times n gives every point its own gradient.
  return tf.neg(tf.grad((points: tf.Tensor) => tf.mul(loss.generator(D(points)), n))(x));
}
