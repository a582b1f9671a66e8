import * as tf from '../tf.ts';
import type { ForwardTables } from './forward.ts';

/**
 * The noise prediction after the implied x_0 has been held inside the range that data can have (Ho et al. 2020 do so for
 * images). At high noise x_0 = (x_t - sqrt(1 - alphaBar) eps) / sqrt(alphaBar) multiplies an error of eps by up to 150;
 * for pixels the truth is known to lie between black and white. Points in a plane have no such range: do not clip them.
 * @param index t - 1, int32 [n]
 */
export function clipDenoised(
  eps: tf.Tensor,
  x: tf.Tensor,
  tables: ForwardTables,
  index: tf.Tensor1D,
  [low, high]: readonly [number, number],
): tf.Tensor {
  const signal = tf.gather(tables.sqrtAlphasCumprod, index); // [n, 1]
  const noise = tf.gather(tables.sqrtOneMinusAlphasCumprod, index); // [n, 1]
  const x0 = tf.div(tf.sub(x, tf.mul(eps, noise)), signal);
  // Both predictions change together, or the step would mix two different beliefs.
  return tf.div(tf.sub(x, tf.mul(tf.clipByValue(x0, low, high), signal)), noise);
}
