/** One reverse step of a trained net as a program: what depends on t, label and guidance comes in, so one serves all steps. */
import { compile, vector } from '../engine/compile.ts';
import * as tf from '../tf.ts';
import { clipDenoised } from './clip.ts';
import { isGuided, twice } from './conditioning.ts';
import type { EpsNet, Prediction } from './epsNet.ts';
import type { ForwardTables } from './forward.ts';
import { interpolate } from './learnedVariance.ts';
import { combine, type Transition } from './reverse.ts';

export interface ReverseOptions {
  tables: ForwardTables;
  /** The range of every coordinate where the data has one. */
  limits: readonly [number, number] | null;
  classes: number;
}

/** Which rows are drawn as what, and how strongly. */
export interface Condition {
  labels: Int32Array | null;
  /** gamma of classifier-free guidance; 1 is none. */
  gamma: number;
}

export interface ReverseProgram {
  transition(condition: Condition): Transition;
  dispose(): void;
}

/** eps = (1 - gamma) eps_null + gamma eps_label (Ho and Salimans 2022, with gamma = w + 1), both halves from one pass. */
function guided(net: EpsNet, x: tf.Tensor, index: tf.Tensor1D, labels: tf.Tensor1D, gamma: tf.Tensor): Prediction {
  const { eps, fraction } = net.predict(tf.concat([x, x]), index, labels);
  const [n, dim] = x.shape as [number, number];
  const half = (both: tf.Tensor, k: number) => tf.slice(both, [k * n, 0], [n, dim]);
  const lean = tf.mul(gamma, tf.sub(half(eps, 1), half(eps, 0)));
  return { eps: tf.add(half(eps, 0), lean), ...(fraction && { fraction: half(fraction, 1) }) };
}

export function reverseProgram(net: EpsNet, { tables, limits, classes }: ReverseOptions): ReverseProgram {
  const program = compile(({ x, index, labels, gamma, level, coefficients, range, z }) => {
    const t = index as tf.Tensor1D;
    const told = labels as tf.Tensor1D | undefined;
    const predicted = gamma ? guided(net, x!, t, told!, gamma) : net.predict(x!, t, told);
    const eps = limits
      ? clipDenoised(predicted.eps, x!, tables, (level ?? index) as tf.Tensor1D, limits)
      : predicted.eps;
    if (!range) return { x: combine(x!, eps, coefficients!, z) };
    const [low, high] = tf.unstack(range) as [tf.Tensor, tf.Tensor];
    const deviation = tf.exp(tf.mul(0.5, interpolate(predicted.fraction!, low, high))); // [n, dim]
    return { x: tf.add(combine(x!, eps, coefficients!), tf.mul(deviation, z!)) };
  });
  return {
    transition:
      ({ labels, gamma }) =>
      (x, t, { xt, eps, noise, logVariances }, z) => {
        const [n] = x.shape;
        const index = new Int32Array(n).fill(t - 1);
        const told =
          labels && isGuided(labels, classes, gamma)
            ? { ...twice(index, labels, classes), gamma: vector(Float32Array.of(gamma)), level: vector(index) }
            : { index: vector(index), ...(labels && { labels: vector(labels) }) };
        const coefficients = vector(Float32Array.of(xt, eps, noise));
        return program.run({
          x,
          ...told,
          coefficients,
          ...(logVariances && { range: vector(Float32Array.from(logVariances)) }),
          ...(z && { z }),
        }).x as tf.Tensor2D;
      },
    dispose: () => program.dispose(),
  };
}
