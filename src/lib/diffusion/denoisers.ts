/** Networks as the samplers in sigma want them: D(x, sigma) with x = data + sigma noise. */
import { rows, vector } from '../engine/compile.ts';
import * as tf from '../tf.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';
import { nearestTime } from './sigmas.ts';
import type { TensorDenoiser } from './tensorSpace.ts';

/**
 * A network that was trained on x_t = sqrt(alphaBar) x_0 + sqrt(1 - alphaBar) eps at t = 1..T:
 *
 *     D(x, sigma) = x - sigma eps(sqrt(alphaBar) x, t),    alphaBar = 1 / (1 + sigma^2).
 *
 * It is asked at the t whose level is nearest; a grid from `snapSigmas` or `scheduleSigmas` asks at its own levels only.
 * @param eps (x_t [n, dim], index = t - 1 [n] int32) to the predicted noise [n, dim]
 */
export const epsDenoiser = (
  schedule: NoiseSchedule,
  eps: (x: tf.Tensor2D, index: tf.Tensor1D) => tf.Tensor2D,
): TensorDenoiser => ({
  inputs(sigma, n) {
    const t = nearestTime(schedule, sigma);
    return {
      index: vector(new Int32Array(n).fill(t - 1)),
      signal: rows(Float32Array.of(Math.sqrt(alphaBar(schedule, t))), 1), // [1, 1]
      sigma: rows(Float32Array.of(sigma), 1),
    };
  },
  denoise: (x, { index, signal, sigma }) =>
    tf.sub(x, tf.mul(sigma!, eps(tf.mul(x, signal!), index as tf.Tensor1D))) as tf.Tensor2D,
});

/**
 * A network that is a denoiser in sigma already, as in Karras et al. 2022.
 * @param D (x [n, dim], sigma [n, 1]) to the denoised x [n, dim]
 */
export const sigmaDenoiser = (D: (x: tf.Tensor2D, sigma: tf.Tensor2D) => tf.Tensor2D): TensorDenoiser => ({
  inputs: (sigma, n) => ({ sigma: rows(new Float32Array(n).fill(sigma), 1) }),
  denoise: (x, { sigma }) => D(x, sigma as tf.Tensor2D),
});
