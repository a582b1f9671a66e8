/** What all samplers here share: one reverse step is linear in x_t, the predicted noise, and fresh noise. */
import { normals, type HostInput } from '../engine/compile.ts';
import type { Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

/** x_s = xt * x_t + eps * epsTheta(x_t, t) + noise * z, z standard normal. Float64 numbers. */
export interface ReverseStep {
  xt: number;
  eps: number;
  noise: number;
  /** Instead of `noise`, where the net chooses its variance: the logarithms of betaTilde and beta, between which it lies. */
  logVariances?: readonly [number, number];
}

/** The noise prediction for a whole batch at one time t = 1..T. [n, dim] to [n, dim] */
export type EpsTheta = (x: tf.Tensor2D, t: number) => tf.Tensor2D;

/** Takes a whole batch from x_t to x_s. z, [n, dim] normals, is null where no noise is added. */
export type Transition = (x: tf.Tensor2D, t: number, step: ReverseStep, z: HostInput | null) => tf.Tensor2D;

/** The sum above on tensors: eps and z [n, dim], coefficients [3] in the order of `ReverseStep`. */
export function combine(x: tf.Tensor, eps: tf.Tensor, coefficients: tf.Tensor, z?: tf.Tensor): tf.Tensor {
  const [ofX, ofEps, ofNoise] = tf.unstack(coefficients) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const mean = tf.add(tf.mul(x, ofX), tf.mul(eps, ofEps));
  return z ? tf.add(mean, tf.mul(z, ofNoise)) : mean;
}

/**
 * Walks from noise to data: yields x_T first, then x after each evaluation of the network. The consumer owns what is
 * yielded and may dispose it once it has asked for the next.
 */
export function* walk(
  step: (t: number, s: number) => ReverseStep,
  transition: Transition,
  xT: tf.Tensor2D,
  times: readonly number[],
  rng: Rng,
): Generator<Denoising> {
  let x = xT;
  yield { t: times[0]!, x };
  for (const [i, t] of times.entries()) {
    const s = times[i + 1] ?? 0;
    const c = step(t, s);
    const z = c.noise === 0 ? null : normals(rng, ...x.shape);
    x = transition(x, t, c, z);
    yield { t: s, x };
  }
}

/** The walk with any function for the network, run as it is written. */
export const reverseProcess = (
  step: (t: number, s: number) => ReverseStep,
  epsTheta: EpsTheta,
  xT: tf.Tensor2D,
  times: readonly number[],
  rng: Rng,
): Generator<Denoising> =>
  walk(
    step,
    (x, t, { xt, eps, noise }, z) =>
      tf.tidy(() => {
        const fresh = z ? tf.tensor(z.values, x.shape) : undefined;
        return combine(x, epsTheta(x, t), tf.tensor1d([xt, eps, noise]), fresh) as tf.Tensor2D;
      }),
    xT,
    times,
    rng,
  );
