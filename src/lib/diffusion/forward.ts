import * as tf from '../tf.ts';
import type { NoiseSchedule } from './schedule.ts';

/** The two columns of the schedule that training needs, on the device: [T, 1] each. */
export interface ForwardTables {
  sqrtAlphasCumprod: tf.Tensor2D;
  sqrtOneMinusAlphasCumprod: tf.Tensor2D;
  dispose(): void;
}

/** Roots are taken in float64: near t = 1 the difference 1 - alphaBar has few digits left in float32. */
export function forwardTables({ T, alphasCumprod }: NoiseSchedule): ForwardTables {
  const sqrtAlphasCumprod = tf.tensor2d(Float32Array.from(alphasCumprod, Math.sqrt), [T, 1]);
  const sqrtOneMinusAlphasCumprod = tf.tensor2d(
    Float32Array.from(alphasCumprod, (a) => Math.sqrt(1 - a)),
    [T, 1],
  );
  return {
    sqrtAlphasCumprod,
    sqrtOneMinusAlphasCumprod,
    dispose: () => tf.dispose([sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod]),
  };
}

/**
 * Draws x_t given x_0 in one go: `x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) eps` (Ho et al. 2020, equation 4).
 * @param index t - 1, int32 [n]
 * @returns [n, dim]
 */
export function qSample(tables: ForwardTables, x0: tf.Tensor, index: tf.Tensor1D, eps: tf.Tensor): tf.Tensor {
  const signal = tf.gather(tables.sqrtAlphasCumprod, index); // [n, 1]
  const noise = tf.gather(tables.sqrtOneMinusAlphasCumprod, index); // [n, 1]
  return tf.add(tf.mul(signal, x0), tf.mul(noise, eps));
}
