/** Functions of each element, and the backward passes of activations, in one dispatch each. */
import * as tf from '../../../tf.ts';
import type { WebgpuBackend, WebgpuProgram } from '../internals.ts';

const sigmoid = '(1.0 / (1.0 + exp(-x)))';
/** tanh x = 2 sigmoid(2 x) - 1, whose derivative cannot overflow. */
const sigmoid2 = '(1.0 / (1.0 + exp(-2.0 * x)))';

/** WGSL of f(x), and of dy f'(x), in the names of `nn/activations.ts`. Parentheses where * meets +, as WGSL wants them. */
const formulas: Record<string, { inputs: string[]; code: string }> = {
  silu: { inputs: ['X'], code: `x * ${sigmoid}` },
  siluGradient: { inputs: ['Dy', 'X'], code: `dy * ${sigmoid} * (1.0 + (x * (1.0 - ${sigmoid})))` },
  leakyReluGradient: { inputs: ['Dy', 'X'], code: 'select(dy * 0.2, dy, x > 0.0)' },
  tanhGradient: { inputs: ['Dy', 'X'], code: `dy * 4.0 * ${sigmoid2} * (1.0 - ${sigmoid2})` },
  softplusGradient: { inputs: ['Dy', 'X'], code: `dy * ${sigmoid}` },
  sigmoidGradient: { inputs: ['Dy', 'X'], code: `dy * ${sigmoid} * (1.0 - ${sigmoid})` },
};

function program(name: string, shape: number[]): WebgpuProgram {
  const { inputs, code } = formulas[name]!;
  const workgroup = 64;
  const read = inputs.map((v) => `let ${v.toLowerCase()} = get${v}ByOutputIndex(index);`).join(' ');
  return {
    variableNames: inputs,
    outputShape: shape,
    shaderKey: `ours${name}`,
    workgroupSize: [workgroup, 1, 1],
    dispatchLayout: { x: shape.map((_, axis) => axis) },
    dispatch: [Math.ceil(tf.util.sizeFromShape(shape) / workgroup), 1, 1],
    size: true,
    getUserCode: () => `
      fn main(index: i32) {
        if (index < uniforms.size) {
          ${read}
          setOutputAtIndex(index, ${code});
        }
      }`,
  };
}

export const pointwiseKernels = Object.fromEntries(
  Object.entries(formulas).map(([name, { inputs }]) => [
    name,
    ({ inputs: given, backend }: { inputs: Record<string, tf.TensorInfo>; backend: WebgpuBackend }) => {
      const tensors = inputs.map((input) => given[input.charAt(0).toLowerCase() + input.slice(1)]!);
      return backend.runWebGPUProgram(program(name, tensors[0]!.shape), tensors, 'float32');
    },
  ]),
);
