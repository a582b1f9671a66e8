import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

export interface FourierFeatures {
  (x: tf.Tensor): tf.Tensor;
  readonly outputs: number;
  dispose(): void;
}

/**
 * `[x, sin(2 pi x W), cos(2 pi x W)]` with a fixed random W of shape [dim, count], entries N(0, frequency^2)
 * (Tancik et al. 2020, "Fourier features let networks learn high frequency functions in low dimensional domains").
 * An MLP alone learns coarse structure long before fine; with these it learns both at once. frequency = 0 gives x itself.
 */
export function fourierFeatures(dim: number, count: number, frequency: number, rng: Rng): FourierFeatures {
  if (frequency === 0) return Object.assign((x: tf.Tensor) => x, { outputs: dim, dispose: () => {} });
  const w = tf.tensor2d(
    rng.normals(dim * count).map((v) => 2 * Math.PI * frequency * v),
    [dim, count],
  );
  const features = (x: tf.Tensor) => {
    const angles = tf.matMul(x as tf.Tensor2D, w); // [n, count]
    return tf.concat([x, tf.sin(angles), tf.cos(angles)], 1); // [n, dim + 2 count]
  };
  return Object.assign(features, { outputs: dim + 2 * count, dispose: () => w.dispose() });
}
