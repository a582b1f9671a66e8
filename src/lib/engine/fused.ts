/**
 * Work that a backend can do in one go. A step stays written in plain TensorFlow.js; where a kernel of ours is registered for
 * the backend in use, that one runs instead, and agrees with the plain version to rounding.
 */
import * as tf from '../tf.ts';
import { settings } from './settings.ts';

type Tensors = Record<string, tf.Tensor>;

const kernelHere = (name: string) => settings.fused && tf.getKernel(name, tf.getBackend()) !== undefined;

/** Whether what is computed now may be differentiated later: a kernel without a gradient would cut the chain, silently. */
const onTape = () => (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();

/**
 * A function of tensors, in one kernel where there is one.
 * @param name of a kernel registered with TensorFlow.js
 * @param plain the same in TensorFlow.js's own operations
 * @param attributes numbers that the kernel takes besides
 */
export function fused(
  name: string,
  inputs: Tensors,
  plain: (inputs: Tensors) => tf.Tensor,
  attributes: Record<string, number> = {},
): tf.Tensor {
  if (!kernelHere(name) || (onTape() && !tf.getGradient(name))) return plain(inputs);
  return tf.engine().runKernel(name, inputs as unknown as tf.NamedTensorMap, attributes) as tf.Tensor;
}

/** An update of variables in place, in one kernel where there is one. */
export function fusedUpdate(
  name: string,
  inputs: Tensors,
  attributes: Record<string, number>,
  plain: () => void,
): void {
  if (!kernelHere(name)) plain();
  else tf.engine().runKernel(name, inputs as unknown as tf.NamedTensorMap, attributes);
}
