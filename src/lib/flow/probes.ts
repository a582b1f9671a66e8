import type { Probe } from '../model.ts';
import { timeEmbedding } from '../nn/timeEmbedding.ts';
import * as tf from '../tf.ts';
import type { Matcher } from './matcher.ts';
import { timeDim } from './velocityNet.ts';

/** What a figure may draw of a velocity field: the arrows, and where they point in the end. */
export function velocityProbes({ vEma }: Matcher): Record<string, Probe> {
  const velocity: Probe = (x, { t = 0 }) => {
    const one = tf.tensor2d(timeEmbedding([t], timeDim), [1, timeDim]);
    return vEma(x, tf.tile(one, [x.shape[0], 1]));
  };
  return {
    /** v(x, t), t in [0, 1] with data at 1. [n, dim] */
    velocity,
    /** E[x_1 | x_t] = x_t + (1 - t) v. [n, dim] */
    denoise: (x, { t = 0 }) => tf.add(x, tf.mul(velocity(x, { t }), 1 - t)),
  };
}
