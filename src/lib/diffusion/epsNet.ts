import type { PredictionName } from '../experiments/config.ts';
import { labelTable } from '../nn/embedding.ts';
import { network, type Network } from '../nn/network.ts';
import { timeEmbeddingTable } from '../nn/timeEmbedding.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { body, type BodyOptions } from './body.ts';
import { forwardTables } from './forward.ts';
import { epsilonFrom } from './parameterisation.ts';
import type { NoiseSchedule } from './schedule.ts';

export interface EpsNetOptions extends Omit<BodyOptions, 'told' | 'outputs'> {
  schedule: NoiseSchedule;
  /** What the body's output means. */
  prediction?: PredictionName;
  /** Labels that the net may be told; 0 for none. */
  classes?: number;
  /** Whether it also says where between betaTilde and beta the reverse variance lies. */
  learnVariance?: boolean;
}

/** What the net says of a batch: the noise [n, dim], and the fraction of `learnedVariance.ts` [n, dim] where it is learned. */
export interface Prediction {
  eps: tf.Tensor;
  fraction?: tf.Tensor;
}

/**
 * epsTheta(x, index, labels): a body on x, told sinusoidal features of t and, if conditional, the label. index = t - 1, int32 [n];
 * labels int32 [n], `classes` for "not told". Whatever the body predicts, the result is the noise.
 */
export interface EpsNet extends Network<[tf.Tensor, tf.Tensor1D, tf.Tensor1D?]> {
  predict(x: tf.Tensor, index: tf.Tensor1D, labels?: tf.Tensor1D): Prediction;
  dispose(): void;
}

const timeDim = 32;

export function epsNet(options: EpsNetOptions, rng: Rng): EpsNet {
  const { dim, schedule, prediction = 'eps', classes = 0, learnVariance = false } = options;
  const { T } = schedule;
  const told = timeDim + (classes > 0 ? classes + 1 : 0);
  const net = body({ ...options, told, outputs: learnVariance ? 2 : 1 }, rng);
  const times = tf.tensor2d(timeEmbeddingTable(T, timeDim), [T, timeDim]);
  const names = classes > 0 ? labelTable(classes) : null;
  const tables = prediction === 'eps' ? null : forwardTables(schedule);

  const tell = (index: tf.Tensor1D, labels?: tf.Tensor1D) => {
    const level = tf.gather(times, index);
    if (!names) return level;
    const of = labels ?? (tf.fill([index.shape[0]], classes, 'int32') as tf.Tensor1D);
    return tf.concat([level, tf.gather(names, of)], 1); // [n, told]
  };
  const toEpsilon = (output: tf.Tensor, x: tf.Tensor, index: tf.Tensor1D) => {
    if (!tables) return output;
    const signal = tf.gather(tables.sqrtAlphasCumprod, index); // [n, 1]
    const noise = tf.gather(tables.sqrtOneMinusAlphasCumprod, index); // [n, 1]
    return epsilonFrom[prediction](output, x, signal, noise);
  };
  function predict(x: tf.Tensor, index: tf.Tensor1D, labels?: tf.Tensor1D): Prediction {
    const output = net(x, tell(index, labels));
    if (!learnVariance) return { eps: toEpsilon(output, x, index) };
    const n = x.shape[0]!;
    const part = (k: number) => tf.slice(output, [0, k * dim], [n, dim]);
    // The net says v in about -1..1, as Nichol and Dhariwal's; the fraction is (v + 1) / 2.
    return { eps: toEpsilon(part(0), x, index), fraction: tf.mul(0.5, tf.add(part(1), 1)) };
  }
  return Object.assign(
    network((x: tf.Tensor, index: tf.Tensor1D, labels?: tf.Tensor1D) => predict(x, index, labels).eps, net.weights),
    {
      predict,
      dispose() {
        net.dispose();
        times.dispose();
        names?.dispose();
        tables?.dispose();
      },
    },
  );
}
