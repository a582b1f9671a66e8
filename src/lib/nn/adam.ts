/**
 * Adam (Kingma and Ba 2015, Algorithm 1). Written here because TensorFlow.js's own cannot be resumed bit for bit, and
 * keys its moments by position, so that one optimizer shared by G and D mixes theirs. One of these belongs to one list of weights.
 */
import { vector, type HostInput } from '../engine/compile.ts';
import { fusedUpdate } from '../engine/fused.ts';
import * as tf from '../tf.ts';

export interface Adam {
  /** Counts a step and gives the two numbers that it needs from the host: an input of the compiled step. */
  rates(learningRate: number): HostInput;
  /** Moves the weights. `gradients` in the order of the weights; `rates` as above, [2]. */
  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor): void;
  /** First and second moments, for checkpoints. */
  readonly moments: readonly tf.Variable[];
  /** Steps taken: bias correction depends on it. */
  steps: number;
  dispose(): void;
}

export interface AdamOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

export function adam(
  weights: readonly tf.Variable[],
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
): Adam {
  const zeros = () => tf.tidy(() => weights.map((w) => tf.variable(tf.zerosLike(w))));
  const m = zeros();
  const v = zeros();
  return {
    steps: 0,
    moments: [...m, ...v],
    rates(learningRate) {
      this.steps += 1;
      // The bias corrections of m and v, gathered: lr (m / c1) / sqrt(v / c2) = (lr / c1) m / (sqrt(v) / sqrt(c2))
      const c1 = 1 - beta1 ** this.steps;
      const c2 = 1 - beta2 ** this.steps;
      return vector(Float32Array.of(learningRate / c1, 1 / Math.sqrt(c2)));
    },
    apply(gradients, rates) {
      tf.tidy(() => {
        const [rate, correction] = tf.unstack(rates) as [tf.Scalar, tf.Scalar];
        weights.forEach((w, i) => {
          const g = gradients[i]!;
          const update = () => {
            const mNew = tf.add(tf.mul(m[i]!, beta1), tf.mul(g, 1 - beta1));
            const vNew = tf.add(tf.mul(v[i]!, beta2), tf.mul(tf.square(g), 1 - beta2));
            const denominator = tf.add(tf.mul(tf.sqrt(vNew), correction), epsilon);
            m[i]!.assign(mNew);
            v[i]!.assign(vNew);
            w.assign(tf.sub(w, tf.mul(tf.div(mNew, denominator), rate)));
          };
          const tensors = { weight: w, m: m[i]!, v: v[i]!, gradient: g, rates };
          fusedUpdate('Adam', tensors, { beta1, beta2, epsilon }, update);
        });
      });
    },
    dispose: () => tf.dispose([...m, ...v]),
  };
}

/** Gradients of a scalar with respect to `weights`, and only those: a G step must not touch D. */
export function gradientsOf(
  f: () => tf.Scalar,
  weights: readonly tf.Variable[],
): { value: tf.Scalar; gradients: tf.Tensor[] } {
  const { value, grads } = tf.variableGrads(f, weights as tf.Variable[]);
  return {
    value,
    // A weight that the loss does not depend on (the last bias, in a gradient penalty) has no entry.
    gradients: weights.map((w) => grads[w.name] ?? tf.zerosLike(w)),
  };
}
