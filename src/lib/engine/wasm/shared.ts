/** Kernels that are functions of addresses, so that all of the same sizes share one: matrix products and convolutions. */
import { convolutionFunction, convolutionScratch } from './convolution.ts';
import type { WasmFunction } from './encoding.ts';
import type { Kernel, Single } from './fuse.ts';
import { convolutionOf, convolved, type Convolution } from './geometry.ts';
import type { Use } from './graph.ts';
import { matMulFunction, productOf, scratchBytes, type Product } from './matMul.ts';

export const isShared = (kernel: Kernel): kernel is Single => kernel.kind === 'matMul' || kernel.kind === 'convolution';

/** Products whose sums have more terms than this go band by band. */
const manyTerms = 2048;
/** Bytes of both operands in a band. */
const band = 24_576;

/**
 * A^T B with many rows, as the gradient of a layer that all pixels share: the gradient of a 1 x 1 convolution at its kernel,
 * which works through both matrices once, in order. Null for products that are not so tall.
 */
function tallProduct({ m, n, k, transposeA, transposeB, stack }: Product): Convolution | null {
  if (!transposeA || transposeB || (stack?.count ?? 1) > 1 || k < manyTerms) return null;
  let cols = Math.min(k, Math.floor(band / (4 * (m + n))));
  while (cols > 1 && k % cols > 0) cols -= 1;
  if (cols < 8) return null;
  const size = [k / cols, cols] as const;
  return {
    kind: 'filter',
    images: 1,
    size,
    inChannels: m,
    outSize: size,
    outChannels: n,
    kernel: [1, 1],
    stride: [1, 1],
    padding: [0, 0],
  };
}

const convolutionIn = ({ kind, node }: Single): Convolution | null =>
  kind === 'matMul' ? tallProduct(productOf(node)) : convolutionOf(node);

/** Scratch memory, bytes. */
export function scratchOf(kernel: Single): number {
  const convolution = convolutionIn(kernel);
  return convolution ? convolutionScratch(convolution) : scratchBytes(kernel.node);
}

interface SharedFunction {
  /** The same for the same function. */
  key: string;
  write(fused: boolean): WasmFunction;
  /** What its addresses are of, the result last; scratch memory follows. */
  operands: Use[];
}

export function sharedFunction(kernel: Single): SharedFunction {
  const { kind, node } = kernel;
  const [output] = node.outputs as [Use];
  const [a, b] = kind === 'matMul' ? [node.inputs.a!, node.inputs.b!] : convolved(node);
  const operands = [a, b, output];
  const convolution = convolutionIn(kernel);
  if (convolution) {
    return {
      key: JSON.stringify(convolution),
      write: (fused) => convolutionFunction(convolution, fused),
      operands,
    };
  }
  const product = productOf(node);
  return { key: JSON.stringify(product), write: (fused) => matMulFunction(product, fused), operands };
}
