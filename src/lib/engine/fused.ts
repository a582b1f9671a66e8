/**
 * Work that a backend can do in one go. A step stays written in plain TensorFlow.js; where a kernel of ours is registered for
 * the backend in use, that one runs instead, and agrees with the plain version to rounding.
 */
import * as tf from '../tf.ts';
import { settings } from './settings.ts';

type Tensors = Record<string, tf.Tensor>;

/** The gradient of a fused kernel is that of its plain version, so that derivatives of any order are right. */
function registerPlainGradient(name: string, names: string[], plain: (inputs: Tensors) => tf.Tensor): void {
  tf.registerGradient({
    kernelName: name,
    inputsToSave: names,
    gradFunc: (dy, saved) => {
      const f = (...inputs: tf.Tensor[]) => plain(Object.fromEntries(names.map((key, i) => [key, inputs[i]!])));
      let gradients: tf.Tensor[] | null = null;
      const all = () => (gradients ??= tf.grads(f)(saved, dy as tf.Tensor));
      return Object.fromEntries(names.map((key, i) => [key, () => all()[i]!]));
    },
  });
}

const kernelHere = (name: string) => settings.fused && tf.getKernel(name, tf.getBackend()) !== undefined;

/**
 * A function of tensors, in one kernel where there is one.
 * @param name of a kernel registered with TensorFlow.js
 * @param plain the same in TensorFlow.js's own operations, of its inputs alone
 */
export function fused(name: string, inputs: Tensors, plain: (inputs: Tensors) => tf.Tensor): tf.Tensor {
  if (!kernelHere(name)) return plain(inputs);
  if (!tf.getGradient(name)) registerPlainGradient(name, Object.keys(inputs), plain);
  return tf.engine().runKernel(name, inputs as unknown as tf.NamedTensorMap) as tf.Tensor;
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
