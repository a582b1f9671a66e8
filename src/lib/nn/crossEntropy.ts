import { fused } from '../engine/fused.ts';
import * as tf from '../tf.ts';

/**
 * The mean cross entropy of logits l, any shape, with a target that is 1 or 0 for all of them:
 *
 *     target 1:  E -log sigmoid(l) = E softplus(-l)          target 0:  E -log(1 - sigmoid(l)) = E softplus(l)
 *
 * so that there is no logarithm of a rounded zero. Its derivative, (sigmoid(l) - target) / n, is written in l, and can be
 * differentiated again.
 */
export function crossEntropy(logits: tf.Tensor, target: 0 | 1): tf.Scalar {
  const sign = target === 1 ? -1 : 1;
  const signed = (l: tf.Tensor) => (target === 1 ? tf.neg(l) : l);
  return tf.customGrad((input, save) => {
    const l = input as tf.Tensor;
    (save as tf.GradSaveFunc)([l]);
    return {
      value: fused('crossEntropy', { logits: l }, () => tf.mean(tf.softplus(signed(l))), { sign }),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        // sign sigmoid(sign l) instead of sigmoid(l) - 1: where l is large, that difference has no digits left.
        fused(
          'crossEntropyGradient',
          { dy, logits: saved! },
          () => tf.mul(tf.sigmoid(signed(saved!)), tf.mul(dy, sign / l.size)),
          { sign },
        ),
    };
  })(logits) as tf.Scalar;
}
