/** The seam as TensorFlow.js alone would fill it: every run is the function as written. Stands in for `engine/compile.ts`. */
import type { HostInput, Inputs, Outputs, Program } from '../../src/lib/engine/compile.ts';
import * as tf from '../../src/lib/tf.ts';

export type { HostInput, Inputs, Outputs, Program };

export const rows = (values: Float32Array, dim: number): HostInput => ({ values, shape: [values.length / dim, dim] });
export const vector = (values: Float32Array | Int32Array): HostInput => ({ values, shape: [values.length] });

export function compile(f: (inputs: Record<string, tf.Tensor>) => Outputs): Program {
  return {
    mode: 'eager',
    run: (inputs) =>
      tf.tidy(() => {
        const tensors = Object.entries(inputs).map(([name, { values, shape }]) => {
          const dtype = values instanceof Int32Array ? 'int32' : 'float32';
          return [name, tf.tensor(values, shape, dtype)] as const;
        });
        return f(Object.fromEntries(tensors));
      }),
    dispose: () => {},
  };
}
