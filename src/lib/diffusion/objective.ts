/** What a step of training descends: the noise loss, weighted by t if so configured, and the bound where a variance is learned. */
import type { Config } from '../experiments/config.ts';
import * as tf from '../tf.ts';
import type { Prediction } from './epsNet.ts';
import { boundTables, boundTerms, boundWeight } from './learnedVariance.ts';
import { epsilonLoss, weightedLoss } from './loss.ts';
import type { NoiseSchedule } from './schedule.ts';
import { noiseLossWeights } from './weighting.ts';

export interface Objective {
  /** `total` is descended; the rest is reported. `eps` is always the unweighted noise loss, the one that has a floor. */
  (eps: tf.Tensor, predicted: Prediction, index: tf.Tensor1D): { total: tf.Scalar; eps: tf.Scalar; vlb?: tf.Scalar };
  dispose(): void;
}

export function createObjective({ weighting, learnVariance }: Config, schedule: NoiseSchedule): Objective {
  const { T } = schedule;
  const weights =
    weighting === 'simple' ? null : tf.tensor2d(Float32Array.from(noiseLossWeights[weighting](schedule)), [T, 1]);
  const tables = learnVariance ? boundTables(schedule) : null;
  const objective = (eps: tf.Tensor, predicted: Prediction, index: tf.Tensor1D) => {
    const simple = epsilonLoss(eps, predicted.eps);
    const total = weights ? weightedLoss(eps, predicted.eps, tf.gather(weights, index)) : simple;
    if (!tables) return { total, eps: simple };
    // The bound teaches the variance alone: the squared error counts as given (Nichol and Dhariwal 2021, section 3.1).
    const squared = constant(tf.squaredDifference(eps, predicted.eps));
    const vlb = tf.mul(T, tf.mean(boundTerms(tables, squared, predicted.fraction!, index))) as tf.Scalar;
    return { total: tf.add(total, tf.mul(boundWeight, vlb)) as tf.Scalar, eps: simple, vlb };
  };
  return Object.assign(objective, {
    dispose() {
      weights?.dispose();
      if (tables) tf.dispose(Object.values(tables));
    },
  });
}

/** x itself, through which no gradient passes. */
const constant = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((input) => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(x);
