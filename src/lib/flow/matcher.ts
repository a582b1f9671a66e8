/** A velocity field that learns to follow given pairs, and the curves along it: what flow matching and reflow share. */
import { compile, rows, vector, type HostInput } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import type { Denoising } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { timeEmbedding } from '../nn/timeEmbedding.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { flowTimes } from './path.ts';
import { timeDim, velocityNet } from './velocityNet.ts';

/** The embedding of a time for each row. [n, timeDim] */
export const embed = (times: ArrayLike<number>): HostInput => rows(timeEmbedding(times, timeDim), timeDim);
const sameTime = (n: number, t: number) => embed(new Float64Array(n).fill(t));

export type Matcher = ReturnType<typeof createMatcher>;

export function createMatcher({ budget, fourier }: Pick<Config, 'budget' | 'fourier'>, dim: number, rng: Rng) {
  const options = { dim, budget, fourier };
  const vTheta = velocityNet(options, rng.fork('net'));
  const vEma = velocityNet(options, rng.fork('net')); // samples are drawn with averaged weights
  copyWeights(vEma.weights, vTheta.weights);
  const optimizer = adam(vTheta.weights);

  /** One step of conditional flow matching (Lipman et al. 2023): the mean of |v(x_t, t) - (x_1 - x_0)|^2 per dimension. */
  const program = compile(({ x0, x1, t, time, rates, decay }) => {
    const xt = tf.add(tf.mul(x0!, tf.sub(1, t!)), tf.mul(x1!, t!)); // [n, dim]
    const { value, gradients } = gradientsOf(
      () => tf.mean(tf.squaredDifference(vTheta(xt, time!), tf.sub(x1!, x0!))) as tf.Scalar,
      vTheta.weights,
    );
    optimizer.apply(gradients, rates!);
    updateEma(vEma.weights, vTheta.weights, decay!);
    return { velocity: value };
  });

  /** One step of Euler, and one of Heun, along dx/dt = v(x, t); dt is the length of the step. */
  const euler = compile(({ x, from, dt }) => ({ x: tf.add(x!, tf.mul(dt!, vEma(x!, from!))) }));
  const heun = compile(({ x, from, to, dt }) => {
    const first = vEma(x!, from!);
    const second = vEma(tf.add(x!, tf.mul(dt!, first)), to!);
    return { x: tf.add(x!, tf.mul(dt!, tf.mul(tf.add(first, second), 0.5))) };
  });

  return {
    vTheta,
    vEma,
    optimizer,
    /** @param x0,x1 pairs of noise and data [n, dim], @param t a time in [0, 1) for each [n] */
    match(x0: HostInput, x1: HostInput, t: Float32Array, learningRate: number) {
      return program.run({
        x0,
        x1,
        t: { values: t, shape: [t.length, 1] },
        time: embed(t),
        rates: optimizer.rates(learningRate),
        decay: vector(Float32Array.of(emaDecay(optimizer.steps))),
      });
    },
    /** Follows the field from x_0 to x_1 in equal steps: yields the start, then x after each step; t counts steps to go. */
    *follow(x0: tf.Tensor2D, steps: number, method: 'euler' | 'heun' = 'euler'): Generator<Denoising> {
      const n = x0.shape[0];
      const times = flowTimes(steps);
      let x = x0;
      yield { t: steps, x };
      for (let i = 0; i < steps; i++) {
        const dt = vector(Float32Array.of(times[i + 1]! - times[i]!));
        const from = sameTime(n, times[i]!);
        const to = sameTime(n, times[i + 1]!);
        x = (method === 'heun' ? heun.run({ x, from, to, dt }) : euler.run({ x, from, dt })).x as tf.Tensor2D;
        yield { t: steps - 1 - i, x, evaluations: method === 'heun' ? 2 : 1 };
      }
    },
    /** The state that a checkpoint holds. */
    groups: (prefix = '') => ({
      [`${prefix}weights`]: vTheta.weights,
      [`${prefix}ema`]: vEma.weights,
      [`${prefix}moments`]: optimizer.moments,
    }),
    dispose() {
      for (const part of [program, euler, heun]) part.dispose();
      vTheta.dispose();
      vEma.dispose();
      optimizer.dispose();
    },
  };
}
