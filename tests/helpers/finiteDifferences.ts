import { gradientsOf } from '../../src/lib/nn/adam.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';

/**
 * The largest difference between a gradient and central finite differences along random directions of the weights,
 * relative to the gradient's norm. Directions instead of single weights: the sum is far above float32's rounding.
 */
export async function directionalError(
  f: () => tf.Scalar,
  weights: readonly tf.Variable[],
  seed: number,
  h = 2e-3,
): Promise<number> {
  const rng = createRng(seed);
  const { value, gradients } = gradientsOf(f, weights);
  value.dispose();
  const start = weights.map((w) => w.clone());
  const g = await Promise.all(gradients.map(async (x) => Float32Array.from(await x.data())));
  const norm = Math.sqrt(g.reduce((sum, x) => sum + x.reduce((s, v) => s + v * v, 0), 0));
  const read = async (x: tf.Scalar) => {
    const [v] = await x.data();
    x.dispose();
    return v!;
  };
  let worst = 0;
  for (let trial = 0; trial < 2; trial++) {
    // Half the gradient's own direction, so that the derivative is not lost in rounding, half random.
    const directions = g.map((x) => x.map((v) => v / norm + (0.5 * rng.normal()) / Math.sqrt(x.length)));
    const at = async (sign: number) => {
      weights.forEach((w, i) =>
        tf.tidy(() => w.assign(tf.add(start[i]!, tf.mul(tf.tensor(directions[i]!, w.shape), sign * h)))),
      );
      return read(tf.tidy(() => f()));
    };
    const numeric = ((await at(1)) - (await at(-1))) / (2 * h);
    const exact = g.reduce((sum, x, i) => sum + x.reduce((s, v, k) => s + v * directions[i]![k]!, 0), 0);
    worst = Math.max(worst, Math.abs(numeric - exact) / norm);
    weights.forEach((w, i) => w.assign(start[i]!));
  }
  tf.dispose([...start, ...gradients]);
  return worst;
}
