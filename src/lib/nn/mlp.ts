import type { Rng } from '../random.ts';
import type { Tensor } from '../tf.ts';
import { activations, type ActivationName } from './activations.ts';
import { dense } from './dense.ts';
import { network, type Network } from './network.ts';

/** A multilayer perceptron: dense layers of the given sizes with `activation` between them and none at the end. */
export function mlp(sizes: readonly number[], activation: ActivationName, rng: Rng): Network {
  const layers = sizes.slice(1).map((size, i) => dense(sizes[i]!, size, rng.fork(`layer ${i}`)));
  const act = activations[activation];
  return network(
    (x: Tensor) => layers.reduce((h, layer, i) => (i === 0 ? layer(h) : layer(act(h))), x),
    layers.flatMap((layer) => layer.weights),
  );
}

/** Trainable numbers of an MLP of these sizes. */
export const mlpParameters = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);

/**
 * The hidden width, a multiple of 4 (SIMD), whose net comes closest to a budget of parameters.
 * @param count parameters as a function of the width, increasing.
 */
export function fitWidth(count: (width: number) => number, budget: number): number {
  let width = 4;
  while (count(width + 4) <= budget) width += 4;
  return Math.abs(count(width + 4) - budget) < Math.abs(count(width) - budget) ? width + 4 : width;
}
