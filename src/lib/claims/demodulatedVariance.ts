import { fromDevice } from '../engine/health.ts';
import { modulatedConv } from '../nn/modulatedConv.ts';
import { createRng } from '../random.ts';
import * as tf from '../tf.ts';
import { average, type Average } from './monteCarlo.ts';

const [images, side, inputs, outputs] = [128, 34, 6, 16] as const;

/**
 * The mean square of what a modulated convolution makes of standard normal pixels, away from the edges; one style per image. Its
 * mean is 0, so that is the variance. The standard error comes from the images, which are independent.
 * @param layer the library's own, or one with a bug
 */
export async function demodulatedVariance(seed: number, layer = modulatedConv): Promise<Average> {
  const rng = createRng(seed);
  const normals = (shape: number[]) => tf.tensor(rng.normals(tf.util.sizeFromShape(shape)), shape);
  const out = tf.tidy(() => {
    const kernel = tf.mul(normals([3, 3, inputs, outputs]), 0.3) as tf.Tensor4D;
    const style = tf.add(tf.mul(normals([images, inputs]), 2), 1);
    const y = layer(normals([images, side, side, inputs]), kernel, style);
    const inside = tf.slice(y, [0, 1, 1, 0], [images, side - 2, side - 2, outputs]);
    return tf.mean(tf.square(inside), [1, 2, 3]);
  });
  const squares = await fromDevice(out.data());
  out.dispose();
  return average(images, (image) => squares[image]!);
}
