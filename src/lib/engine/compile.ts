/**
 * The seam between the models and what makes them fast. A training step is written once, in plain TensorFlow.js, as a
 * function of its inputs; `compile` decides how it is run. Everything that changes from step to step (data, noise, learning
 * rates) must come in as an input: what the function computes on the host besides would be frozen by a replay.
 */
import * as tf from '../tf.ts';

/** Numbers from the host, written into a fixed place before each run. Int32Array gives an int32 tensor. */
export interface HostInput {
  values: Float32Array | Int32Array;
  shape: number[];
}
export type Inputs = Record<string, HostInput>;
export type Outputs = Record<string, tf.Tensor>;

export interface Program {
  /** One run. The outputs are the caller's to dispose. */
  run(inputs: Inputs): Outputs;
  /** How it runs: as written, or recorded and replayed. */
  readonly mode: string;
  dispose(): void;
}

/** [n, dim] from flat numbers. */
export const rows = (values: Float32Array, dim: number): HostInput => ({ values, shape: [values.length / dim, dim] });
/** [n] from a list of numbers. */
export const vector = (values: Float32Array | Int32Array): HostInput => ({ values, shape: [values.length] });

/**
 * Prepares a step. `f` may read and assign variables, and returns the tensors to keep; all else that it creates is disposed.
 */
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
