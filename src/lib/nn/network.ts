import type { Tensor, Variable } from '../tf.ts';

/** A function with weights: D(G(z)) in the code is D(G(z)) in the text. */
export interface Network<In extends (Tensor | undefined)[] = [Tensor]> {
  (...inputs: In): Tensor;
  readonly weights: readonly Variable[];
}

/** Gives a function its weights. */
export function network<In extends (Tensor | undefined)[]>(
  f: (...inputs: In) => Tensor,
  weights: readonly Variable[],
): Network<In> {
  return Object.assign((...inputs: In) => f(...inputs), { weights });
}

/** Number of trainable numbers. */
export const countParameters = (...nets: { weights: readonly Variable[] }[]): number =>
  nets.reduce((sum, net) => sum + net.weights.reduce((s, w) => s + w.size, 0), 0);
