/** A step run as it is written, op by op: what every faster way of running it must agree with. */
import * as tf from '../tf.ts';
import type { Inputs, Outputs, Step } from './compile.ts';

/** The inputs as tensors of their own, so that the step may dispose what it likes. */
const asTensors = (inputs: Inputs): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if (input instanceof tf.Tensor) return [name, input];
      const dtype = input.values instanceof Int32Array ? 'int32' : 'float32';
      return [name, tf.tensor(input.values, input.shape, dtype)];
    }),
  );

export const runEagerly = (step: Step, inputs: Inputs): Outputs => tf.tidy(() => step(asTensors(inputs)));
