/** The sizes of a convolution and of its two gradients, read from the kernels of TensorFlow.js. Images are [n, height, width, channels]. */
import * as tf from '../../tf.ts';
import { sizeOf, Unsupported, type GraphNode } from './graph.ts';

/** Two-dimensional sizes are [vertical, horizontal]. */
export type Pair = readonly [number, number];

export interface Convolution {
  /** y from x and w; the gradient at x from dy and w; or the gradient at w from x and dy. */
  kind: 'forward' | 'input' | 'filter';
  images: number;
  /** x: its sides and channels. */
  size: Pair;
  inChannels: number;
  /** y: its sides and channels. */
  outSize: Pair;
  outChannels: number;
  kernel: Pair;
  stride: Pair;
  /** Zeros before the first row and column of x. */
  padding: Pair;
}

const kinds: Record<string, Convolution['kind']> = {
  Conv2D: 'forward',
  Conv2DBackpropInput: 'input',
  Conv2DBackpropFilter: 'filter',
};

type Arguments = Parameters<typeof tf.backend_util.computeConv2DInfo>;
export interface ConvolutionAttributes {
  strides: Arguments[2];
  pad: Arguments[4];
  dimRoundingMode?: Arguments[5];
  dilations?: number | [number, number];
  dataFormat?: string;
}
export type Shape4 = [number, number, number, number];

/** @throws Unsupported for dilations and for channels that come first. */
export function convolutionOf({ kernel, attrs, inputs, outputs }: GraphNode): Convolution {
  const kind = kinds[kernel]!;
  const {
    strides,
    pad,
    dilations = 1,
    dataFormat = 'NHWC',
    dimRoundingMode,
  } = attrs as unknown as ConvolutionAttributes;
  if (dataFormat !== 'NHWC') throw new Unsupported(`a convolution in the format ${dataFormat}`);
  if ([dilations].flat().some((d) => d !== 1)) throw new Unsupported('a dilated convolution');
  const x = (kind === 'input' ? attrs.inputShape : inputs.x!.shape) as Shape4;
  const filter = (kind === 'filter' ? outputs[0]!.shape : inputs.filter!.shape) as Shape4;
  const info = tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad, dimRoundingMode);
  if (info.inChannels !== filter[2]) throw new Unsupported('a convolution in groups');
  return {
    kind,
    images: info.batchSize,
    size: [info.inHeight, info.inWidth],
    inChannels: info.inChannels,
    outSize: [info.outHeight, info.outWidth],
    outChannels: info.outChannels,
    kernel: [info.filterHeight, info.filterWidth],
    stride: [info.strideHeight, info.strideWidth],
    padding: [info.padInfo.top, info.padInfo.left],
  };
}

/** The two tensors that a convolution reads, in the order its function takes them. */
export function convolved({ kernel, inputs }: GraphNode) {
  const [first, second] = {
    Conv2D: ['x', 'filter'],
    Conv2DBackpropInput: ['dy', 'filter'],
    Conv2DBackpropFilter: ['x', 'dy'],
  }[kernel as 'Conv2D'] as [string, string];
  return [inputs[first]!, inputs[second]!] as const;
}

/** An image with zeros around it. */
export interface Padded {
  size: Pair;
  /** Where the image begins. */
  origin: Pair;
  /** The sides with the zeros. */
  padded: Pair;
  channels: number;
}

export const isPadded = ({ size, padded }: Padded): boolean => size[0] !== padded[0] || size[1] !== padded[1];
export const paddedBytes = (p: Padded): number =>
  isPadded(p) ? Math.ceil((4 * sizeOf(p.padded) * p.channels + 16) / 64) * 64 : 0;

const both = <T>(f: (axis: 0 | 1) => T): [T, T] => [f(0), f(1)];

/** x with the zeros that the taps of the kernel reach. */
export function paddedInput({ size, outSize, kernel, stride, padding, inChannels }: Convolution): Padded {
  const padded = both((a) => Math.max(size[a] + padding[a], (outSize[a] - 1) * stride[a] + kernel[a]));
  return { size, origin: padding, padded, channels: inChannels };
}

/**
 * A sum over the taps of a small kernel at each of some places in an image. A convolution is one of these; the gradient at
 * its input is one for each remainder of the place by the stride, as only every stride-th tap meets an output there.
 */
export interface Correlation {
  taps: Pair;
  /** Where the first tap lies for the first place, in the padded image, and how far it goes from place to place. */
  start: Pair;
  step: Pair;
  places: Pair;
  /** The first place in what is written, and how far it is from each to the next. */
  target: Pair;
  targetStep: Pair;
  /** Which tap of the convolution's kernel tap [i, j] is. */
  tap(i: number, j: number): Pair;
}

export function forwardCorrelation({ kernel, stride, outSize }: Convolution): Correlation {
  return {
    taps: kernel,
    start: [0, 0],
    step: stride,
    places: outSize,
    target: [0, 0],
    targetStep: [1, 1],
    tap: (i, j) => [i, j],
  };
}

/**
 * Along one axis: dx[i] is the sum of dy[o] w[k] over all o, k with o * stride + k - padding = i. For the i with remainder r,
 * i = stride a + r, the taps are k = first + stride m, and o = a + shift - m.
 */
function phases(conv: Convolution, axis: 0 | 1) {
  const { kernel, stride, padding, size } = conv;
  const s = stride[axis];
  return Array.from({ length: Math.min(s, size[axis]) }, (_, r) => {
    const first = (r + padding[axis]) % s;
    const count = Math.max(0, Math.ceil((kernel[axis] - first) / s));
    const shift = (r + padding[axis] - first) / s;
    const places = Math.ceil((size[axis] - r) / s);
    return {
      r,
      count,
      places,
      low: shift - (count - 1),
      high: places - 1 + shift,
      tap: (m: number) => first + s * (count - 1 - m),
    };
  });
}

/** dy with zeros around it, and the correlations with it that give dx. `gaps`: some places of dx have no taps. */
export function inputGradient(conv: Convolution): { source: Padded; parts: Correlation[]; gaps: boolean } {
  const axes = both((a) => phases(conv, a));
  const origin = both((a) => Math.max(0, ...axes[a].filter((p) => p.count > 0).map(({ low }) => -low)));
  const padded = both((a) => Math.max(conv.outSize[a], ...axes[a].map(({ high }) => high + 1)) + origin[a]);
  const parts = axes[0].flatMap((v) =>
    axes[1].map((h): Correlation => ({
      taps: [v.count, h.count],
      start: [v.low + origin[0], h.low + origin[1]],
      step: [1, 1],
      places: [v.places, h.places],
      target: [v.r, h.r],
      targetStep: conv.stride,
      tap: (i, j) => [v.tap(i), h.tap(j)],
    })),
  );
  const some = parts.filter(({ taps }) => taps[0] > 0 && taps[1] > 0);
  return {
    source: { size: conv.outSize, origin, padded, channels: conv.outChannels },
    parts: some,
    gaps: some.length < parts.length,
  };
}
