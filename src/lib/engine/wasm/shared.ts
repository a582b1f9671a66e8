/** Kernels that are functions of addresses, so that all of the same sizes share one: matrix products and convolutions. */
import { convolutionFunction, convolutionScratch } from './convolution.ts';
import type { WasmFunction } from './encoding.ts';
import type { Kernel, Single } from './fuse.ts';
import { convolutionOf, convolved } from './geometry.ts';
import type { Use } from './graph.ts';
import { matMulFunction, productOf, scratchBytes } from './matMul.ts';

export const isShared = (kernel: Kernel): kernel is Single => kernel.kind === 'matMul' || kernel.kind === 'convolution';

/** Scratch memory, bytes. */
export const scratchOf = ({ kind, node }: Single): number =>
  kind === 'matMul' ? scratchBytes(node) : convolutionScratch(convolutionOf(node));

interface SharedFunction {
  /** The same for the same function. */
  key: string;
  write(fused: boolean): WasmFunction;
  /** What its addresses are of, the result last; scratch memory follows. */
  operands: Use[];
}

export function sharedFunction({ kind, node }: Single): SharedFunction {
  const [output] = node.outputs as [Use];
  if (kind === 'matMul') {
    const product = productOf(node);
    const { a, b } = node.inputs;
    return {
      key: JSON.stringify(product),
      write: (fused) => matMulFunction(product, fused),
      operands: [a!, b!, output],
    };
  }
  const convolution = convolutionOf(node);
  return {
    key: JSON.stringify(convolution),
    write: (fused) => convolutionFunction(convolution, fused),
    operands: [...convolved(node), output],
  };
}
