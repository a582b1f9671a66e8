import type { Network } from '../../src/lib/nn/network.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';

/** Adds noise to every weight, so that layers that start at zero take part. */
export function stir(net: { weights: readonly tf.Variable[] }, seed = 9, scale = 0.2): void {
  const rng = createRng(seed);
  for (const w of net.weights)
    tf.tidy(() => w.assign(tf.add(w, tf.mul(tf.tensor(rng.normals(w.size), w.shape), scale))));
}

export const normals = (shape: number[], seed = 1): tf.Tensor =>
  tf.tensor(createRng(seed).normals(tf.util.sizeFromShape(shape)), shape);

/** What a net gives, on the host; nothing stays on the device. */
export async function values(f: () => tf.Tensor): Promise<Float32Array> {
  const out = tf.tidy(f);
  const read = Float32Array.from(await out.data());
  out.dispose();
  return read;
}

export const disposeNet = (...nets: Pick<Network, 'weights'>[]): void =>
  nets.forEach(({ weights }) => tf.dispose(weights as tf.Variable[]));
