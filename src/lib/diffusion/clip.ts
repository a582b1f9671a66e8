import * as tf from '../tf.ts';
import type { EpsTheta } from './reverse.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';

/**
 * The noise prediction after the implied x_0 has been held inside the range that data can have (Ho et al. 2020 do so for
 * images). At high noise x_0 = (x_t - sqrt(1 - alphaBar) eps) / sqrt(alphaBar) multiplies an error of eps by up to 150;
 * for pixels the truth is known to lie between black and white. Points in a plane have no such range: do not clip them.
 */
export function clipDenoised(
  epsTheta: EpsTheta,
  schedule: NoiseSchedule,
  [low, high]: readonly [number, number],
): EpsTheta {
  return (x, t) => {
    const ab = alphaBar(schedule, t);
    const eps = epsTheta(x, t);
    const x0 = tf.mul(tf.sub(x, tf.mul(eps, Math.sqrt(1 - ab))), 1 / Math.sqrt(ab));
    // Both predictions change together, or the step would mix two different beliefs.
    return tf.mul(
      tf.sub(x, tf.mul(tf.clipByValue(x0, low, high), Math.sqrt(ab))),
      1 / Math.sqrt(1 - ab),
    ) as tf.Tensor2D;
  };
}
