/** An exponential moving average of weights: what samples are drawn with. It starts as a copy. */
import { fusedUpdate } from '../engine/fused.ts';
import * as tf from '../tf.ts';

/**
 * The decay after `step` steps, warming up so that a short run is not dominated by its start:
 * `min(decay, (1 + step) / (10 + step))`.
 */
export const emaDecay = (step: number, decay = 0.999): number => Math.min(decay, (1 + step) / (10 + step));

/** `target = decay * target + (1 - decay) * source`, weight by weight. `decay` is a scalar on the device. */
export function updateEma(target: readonly tf.Variable[], source: readonly tf.Variable[], decay: tf.Tensor): void {
  tf.tidy(() => {
    target.forEach((average, i) => {
      const update = () => average.assign(tf.add(tf.mul(average, decay), tf.mul(source[i]!, tf.sub(1, decay))));
      fusedUpdate('Ema', { average, source: source[i]!, decay }, {}, update);
    });
  });
}

/** Copies weights exactly. */
export function copyWeights(target: readonly tf.Variable[], source: readonly tf.Variable[]): void {
  target.forEach((variable, i) => variable.assign(source[i]!));
}
