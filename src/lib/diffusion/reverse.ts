/** What all samplers here share: one reverse step is linear in x_t, the predicted noise, and fresh noise. */
import type { Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

/** x_s = xt * x_t + eps * epsTheta(x_t, t) + noise * z, z standard normal. Float64 numbers. */
export interface ReverseStep {
  xt: number;
  eps: number;
  noise: number;
}

/** The noise prediction for a whole batch at one time t = 1..T. [n, dim] to [n, dim] */
export type EpsTheta = (x: tf.Tensor2D, t: number) => tf.Tensor2D;

/**
 * Walks from noise to data: yields x_T first, then x after each evaluation of the network. The consumer owns what is
 * yielded and may dispose it once it has asked for the next.
 */
export function* reverseProcess(
  step: (t: number, s: number) => ReverseStep,
  epsTheta: EpsTheta,
  xT: tf.Tensor2D,
  times: readonly number[],
  rng: Rng,
): Generator<Denoising> {
  let x = xT;
  yield { t: times[0]!, x };
  for (const [i, t] of times.entries()) {
    const s = times[i + 1] ?? 0;
    const c = step(t, s);
    const z = c.noise === 0 ? null : rng.normals(x.size);
    x = tf.tidy(() => {
      const mean = tf.add(tf.mul(x, c.xt), tf.mul(epsTheta(x, t), c.eps));
      return (z ? tf.add(mean, tf.mul(tf.tensor2d(z, x.shape), c.noise)) : mean) as tf.Tensor2D;
    });
    yield { t: s, x };
  }
}
