/**
 * Spectral normalisation (Miyato et al. 2018): every matrix W of D is used as W / sigma(W), sigma its largest singular
 * value, so that no layer stretches a distance. Power iteration finds sigma (Algorithm 1): one round a step is enough because its
 * vectors are kept from step to step, while the weights hardly move. Started afresh each time, one round is far too low.
 */
import { activations, type ActivationName } from '../nn/activations.ts';
import { dense } from '../nn/dense.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import type { Player } from './nets.ts';

/** Under the root of a length that is divided by. */
const tiny = 1e-12;
const unit = (x: tf.Tensor) => tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x)), tiny)));

/**
 * One round of power iteration: v = W u / |W u|, then u = W^T v / |W^T v|.
 * @param w [inputs, outputs]
 * @param u a unit column. [outputs, 1]
 */
export function powerIteration(w: tf.Tensor, u: tf.Tensor): { u: tf.Tensor; v: tf.Tensor } {
  const v = unit(tf.matMul(w as tf.Tensor2D, u as tf.Tensor2D)); // [inputs, 1]
  return { u: unit(tf.matMul(w as tf.Tensor2D, v as tf.Tensor2D, true)), v };
}

/** sigma = v^T W u: at most the largest singular value, and equal to it once u and v have converged. */
export const sigma = (w: tf.Tensor, u: tf.Tensor, v: tf.Tensor): tf.Scalar =>
  tf.sum(tf.mul(v, tf.matMul(w as tf.Tensor2D, u as tf.Tensor2D))) as tf.Scalar;

/** Rounds before the first step, so that D is normalised from the start. */
const firstRounds = 15;

/** `y = x W / sigma(W) + b`; u and v are state, and constants to the gradient (Miyato et al. 2018, section 2.1). */
function spectralDense(inputs: number, outputs: number, rng: Rng) {
  const [w, b] = dense(inputs, outputs, rng).weights as [tf.Variable, tf.Variable];
  const [u, v] = tf.tidy(() => {
    let state = powerIteration(w, unit(tf.tensor2d(rng.fork('u').normals(outputs), [outputs, 1])));
    for (let round = 1; round < firstRounds; round++) state = powerIteration(w, state.u);
    return [tf.variable(state.u, false), tf.variable(state.v, false)] as const;
  });
  return {
    layer: (x: tf.Tensor) => tf.add(tf.matMul(x as tf.Tensor2D, tf.div(w, sigma(w, u, v)) as tf.Tensor2D), b),
    weights: [w, b],
    state: [u, v],
    iterate() {
      const next = powerIteration(w, u);
      u.assign(next.u as tf.Tensor2D);
      v.assign(next.v as tf.Tensor2D);
    },
  };
}

/** A multilayer perceptron of spectrally normalised layers. `prepare` is called once in each step of D, before its gradient. */
export function spectralMlp(sizes: readonly number[], activation: ActivationName, rng: Rng): Player {
  const layers = sizes.slice(1).map((size, i) => spectralDense(sizes[i]!, size, rng.fork(`layer ${i}`)));
  const act = activations[activation];
  const f = (x: tf.Tensor) => layers.reduce((h, { layer }, i) => (i === 0 ? layer(h) : layer(act(h))), x);
  return Object.assign(f, {
    weights: layers.flatMap(({ weights }) => weights),
    state: layers.flatMap(({ state }) => state),
    prepare: () => layers.forEach((layer) => layer.iterate()),
  });
}
