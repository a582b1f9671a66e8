import { describe, expect, test } from 'vitest';
import { convolutionFunction, convolutionScratch } from '../../../src/lib/engine/wasm/convolution.ts';
import { encodeModule } from '../../../src/lib/engine/wasm/encoding.ts';
import { convolutionOf, type Convolution } from '../../../src/lib/engine/wasm/geometry.ts';
import { sizeOf, type GraphNode } from '../../../src/lib/engine/wasm/graph.ts';
import { createRng } from '../../../src/lib/random.ts';

const memory = new WebAssembly.Memory({ initial: 256 });
const floats = new Float32Array(memory.buffer);

type Padding = 'same' | 'valid' | number;
interface Case {
  images: number;
  size: [number, number];
  channels: [number, number];
  kernel: [number, number];
  stride: number;
  pad: Padding;
}

const kernels = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'] as const;

/** Sizes as TensorFlow.js would hand them over. */
function convolution(kernel: (typeof kernels)[number], c: Case): Convolution {
  const x = [c.images, ...c.size, c.channels[0]];
  const filter = [...c.kernel, ...c.channels];
  const use = (shape: number[]) => ({ id: 0, shape });
  const attrs = { strides: c.stride, pad: c.pad, inputShape: x };
  const node: GraphNode = {
    kernel,
    attrs,
    inputs: { x: use(x), filter: use(filter), dy: use([]) },
    outputs: [use(filter)],
  };
  return convolutionOf(node);
}

/** The definition, in float64: visits every x, w, y that meet. */
function meet(
  { images, size, outSize, kernel, stride, padding, inChannels, outChannels }: Convolution,
  at: (x: number, w: number, y: number) => void,
) {
  for (let n = 0; n < images; n++) {
    for (let oy = 0; oy < outSize[0]; oy++) {
      for (let ox = 0; ox < outSize[1]; ox++) {
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            const [iy, ix] = [oy * stride[0] + ky - padding[0], ox * stride[1] + kx - padding[1]];
            if (iy < 0 || ix < 0 || iy >= size[0] || ix >= size[1]) continue;
            for (let i = 0; i < inChannels; i++) {
              for (let o = 0; o < outChannels; o++) {
                at(
                  ((n * size[0] + iy) * size[1] + ix) * inChannels + i,
                  ((ky * kernel[1] + kx) * inChannels + i) * outChannels + o,
                  ((n * outSize[0] + oy) * outSize[1] + ox) * outChannels + o,
                );
              }
            }
          }
        }
      }
    }
  }
}

const margin = 16;

/** The emitted code's result, and that of the definition with the sum of the terms' sizes. */
function run(conv: Convolution, fused: boolean) {
  const rng = createRng(1);
  const xSize = conv.images * sizeOf(conv.size) * conv.inChannels;
  const wSize = sizeOf(conv.kernel) * conv.inChannels * conv.outChannels;
  const ySize = conv.images * sizeOf(conv.outSize) * conv.outChannels;
  const sizes = { forward: [xSize, wSize, ySize], input: [ySize, wSize, xSize], filter: [xSize, ySize, wSize] }[
    conv.kind
  ];
  const [a, b] = [rng.normals(sizes[0]!), rng.normals(sizes[1]!)];
  const places = sizes.map(() => 0);
  let top = 64;
  sizes.forEach((size, i) => {
    places[i] = top;
    top += 4 * Math.ceil(size / 4) + 64;
  });
  floats.fill(NaN, 0, top + convolutionScratch(conv) / 4); // whatever is read without having been written shows
  floats.set(a, places[0]);
  floats.set(b, places[1]);
  floats.fill(-7, places[2]! - margin, places[2]! + sizes[2]! + margin);
  const module = new WebAssembly.Module(encodeModule([convolutionFunction(conv, fused)], { run: 0 }));
  const convolve = new WebAssembly.Instance(module, { env: { memory } }).exports.run as (
    ...addresses: number[]
  ) => void;
  convolve(...places.map((place) => 4 * place), 4 * top);
  const exact = new Float64Array(sizes[2]!);
  const scale = new Float64Array(sizes[2]!);
  meet(conv, (x, w, y) => {
    const [i, j, k] = { forward: [x, w, y], input: [y, w, x], filter: [x, y, w] }[conv.kind] as [
      number,
      number,
      number,
    ];
    const term = a[i]! * b[j]!;
    exact[k]! += term;
    scale[k]! += Math.abs(term);
  });
  const result = floats.slice(places[2], places[2]! + sizes[2]!);
  const around = [
    ...floats.slice(places[2]! - margin, places[2]),
    ...floats.slice(places[2]! + sizes[2]!, places[2]! + sizes[2]! + margin),
  ];
  let worst = 0;
  result.forEach((value, i) => {
    const error = Math.abs(value - exact[i]!) / (scale[i] || 1);
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  });
  return { worst, untouched: around.every((v) => v === -7) };
}

const cases: Case[] = [
  { images: 2, size: [7, 7], channels: [3, 5], kernel: [3, 3], stride: 1, pad: 'same' },
  { images: 2, size: [7, 7], channels: [3, 5], kernel: [3, 3], stride: 2, pad: 'same' },
  { images: 3, size: [8, 8], channels: [4, 8], kernel: [3, 3], stride: 2, pad: 'same' },
  { images: 2, size: [28, 28], channels: [1, 16], kernel: [4, 4], stride: 2, pad: 'same' },
  { images: 2, size: [28, 28], channels: [16, 1], kernel: [3, 3], stride: 1, pad: 'same' },
  { images: 2, size: [14, 14], channels: [16, 2], kernel: [4, 4], stride: 2, pad: 'same' },
  { images: 1, size: [14, 14], channels: [32, 12], kernel: [3, 3], stride: 1, pad: 'same' },
  { images: 2, size: [9, 6], channels: [5, 9], kernel: [2, 3], stride: 1, pad: 'valid' },
  { images: 2, size: [10, 7], channels: [2, 6], kernel: [3, 3], stride: 2, pad: 'valid' },
  { images: 2, size: [6, 5], channels: [4, 3], kernel: [3, 3], stride: 1, pad: 2 },
  { images: 2, size: [6, 5], channels: [8, 8], kernel: [5, 5], stride: 2, pad: 1 },
  { images: 3, size: [5, 5], channels: [7, 8], kernel: [1, 1], stride: 1, pad: 'same' },
  { images: 3, size: [6, 6], channels: [7, 8], kernel: [1, 1], stride: 2, pad: 'same' },
  { images: 2, size: [4, 4], channels: [8, 4], kernel: [4, 4], stride: 1, pad: 'valid' },
  { images: 2, size: [7, 8], channels: [4, 4], kernel: [3, 3], stride: 3, pad: 'same' },
];

describe.each(kernels)('%s, in emitted code', (kernel) => {
  test.each(cases)(
    '$images of $size, channels $channels, kernel $kernel, stride $stride, pad $pad agree with float64',
    (c) => {
      for (const fused of [true, false]) {
        const { worst, untouched } = run(convolution(kernel, c), fused);
        expect(worst).toBeLessThan(1e-6);
        expect(untouched).toBe(true);
      }
    },
  );
});
