import * as tf from '../tf.ts';
import { readScalarsOnWebgpu } from './webgpu/readScalars.ts';

/** Reads many scalars in one go: a read for each would stall a GPU. They may be disposed as soon as this has been called. */
export async function readScalars(scalars: readonly tf.Scalar[]): Promise<Float32Array> {
  if (scalars.length === 0) return new Float32Array();
  if (tf.getBackend() === 'webgpu') return readScalarsOnWebgpu(scalars);
  const together = tf.stack(scalars as tf.Scalar[]);
  try {
    return Float32Array.from(await together.data());
  } finally {
    together.dispose();
  }
}
