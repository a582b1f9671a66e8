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
 * @param penalty what else D minimises, already weighted
 * @returns the loss, V, and the penalty if there is one, all before the step
 */
export function discriminatorStep(
  D: Network,
  optimizer: Adam,
  loss: GanLoss,
  real: tf.Tensor,
  fake: tf.Tensor,
  rates: tf.Tensor,
  penalty?: () => tf.Scalar,
): { d: tf.Scalar; V: tf.Scalar; penalty?: tf.Scalar } {
  const kept = {} as { d: tf.Scalar; V: tf.Scalar; penalty: tf.Scalar };
  const { value: total, gradients } = gradientsOf(() => {
    const onReal = D(real);
    const onFake = D(fake);
    kept.V = tf.keep(value(onReal, onFake));
    const d = loss.discriminator(onReal, onFake);
    if (!penalty) return d;
    kept.d = tf.keep(d);
    kept.penalty = tf.keep(penalty());
    return tf.add(d, kept.penalty);
  }, D.weights);
  optimizer.apply(gradients, rates);
  if (!penalty) return { d: total, V: kept.V };
  total.dispose();
  return kept;
}

/**
 * G's move: one Adam step on its loss, through D but not of D.
 * @param z [n, latentDim]
 * @param real [n, dim], for a relativistic loss
 */
export function generatorStep(
  G: Network,
  D: Network,
  optimizer: Adam,
  loss: GanLoss,
  z: tf.Tensor,
  rates: tf.Tensor,
  real?: tf.Tensor,
): tf.Scalar {
  const { value: g, gradients } = gradientsOf(() => loss.generator(D(G(z)), real && D(real)), G.weights);
  optimizer.apply(gradients, rates);
  return g;
}

/**
 * Minus the gradient of G's loss at each point: where each sample of G is pulled. [n, dim] to [n, dim]
 * @param real what a relativistic loss compares with
 */
export function force(D: Network, loss: GanLoss, x: tf.Tensor2D, real?: tf.Tensor): tf.Tensor {
  const n = x.shape[0];
  // The loss is a mean over the batch; times n gives every point its own gradient.
  return tf.neg(tf.grad((points: tf.Tensor) => tf.mul(loss.generator(D(points), real), n))(x));
}
