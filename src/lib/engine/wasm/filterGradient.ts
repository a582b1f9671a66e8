/**
 * Code for the gradient of a convolution at its kernel: dw[tap, i, o] is the sum over images and places of x[place + tap, i] dy[place, o].
 * In channels-last order the taps of one kernel row and their channels are one stretch of memory, so this is a product
 * whose sums run over places. It goes by bands of rows that stay in the nearest cache.
 */
import { Body, type Local } from './body.ts';
import { copyRow, padImage } from './copies.ts';
import type { WasmFunction } from './encoding.ts';
import { isPadded, paddedBytes, paddedInput, type Convolution } from './geometry.ts';
import { accumulate, split, tile } from './tiles.ts';

/** Bytes of x and dy in a band, at most. */
const nearest = 24_576;

/** With fewer channels than this, y's are the rows of the tiles and x's the columns. */
const few = 4;

/** Numbers between the rows of the sums in scratch memory, where they cannot be made in the result itself. */
function sumsStride({ outChannels, inChannels, kernel }: Convolution): number {
  if (outChannels < few) return 4 * Math.ceil((kernel[1] * inChannels) / 4);
  return 4 * Math.ceil(outChannels / 4);
}
const sumRows = ({ outChannels, inChannels, kernel }: Convolution) =>
  outChannels < few ? outChannels * kernel[0] : kernel[0] * kernel[1] * inChannels;
const inScratch = ({ outChannels }: Convolution) => outChannels < few || outChannels % 4 !== 0;

export const filterScratch = (conv: Convolution): number =>
  paddedBytes(paddedInput(conv)) + (inScratch(conv) ? 4 * sumRows(conv) * sumsStride(conv) : 0) + 16;

/** The most rows of places that divide all of them and fit. */
function bandRows({ outSize, outChannels, inChannels, kernel, stride }: Convolution, width: number): number {
  let best = 1;
  for (let rows = 2; rows <= outSize[0]; rows++) {
    const numbers = ((rows - 1) * stride[0] + kernel[0]) * width * inChannels + rows * outSize[1] * outChannels;
    if (outSize[0] % rows === 0 && 4 * numbers <= nearest) best = rows;
  }
  return best;
}

export function filterGradientFunction(conv: Convolution, fused: boolean): WasmFunction {
  const { images, size, inChannels, outSize, outChannels, kernel, stride } = conv;
  const source = paddedInput(conv);
  const f = new Body(4, fused);
  const [x, dy, dw, scratch] = [0, 1, 2, 3];
  const rowBytes = 4 * source.padded[1] * inChannels;
  const span = kernel[1] * inChannels;
  const rows = bandRows(conv, source.padded[1]);
  const between = 4 * sumsStride(conv);
  const transposed = outChannels < few;

  const sumsAt = f.integer();
  f.copy(sumsAt, inScratch(conv) ? scratch : dw, inScratch(conv) ? paddedBytes(source) : 0);
  f.clear(sumsAt, sumRows(conv) * between);
  if (isPadded(source)) f.clear(scratch, paddedBytes(source));

  /** Adds a tile's sums over one band to those before. `a`, `b`: what the tile's first row and column read at the first place. */
  function tileOf(count: number, vectors: number, a: Local, b: Local, target: Local): void {
    const sums = Array.from({ length: count }, () => Array.from({ length: vectors }, () => f.vector()));
    for (const sum of sums.flat()) f.move(sum, f.constant(0));
    const [pointerA, pointerB] = [f.integer(), f.integer()];
    f.copy(pointerA, a);
    f.copy(pointerB, b);
    const operands = {
      sums,
      a: pointerA,
      splats: sums.map((_, i) => 4 * i),
      b: pointerB,
      vectors: Array.from({ length: vectors }, (_, v) => 16 * v),
    };
    const [pointerX, pointerDy] = transposed ? [pointerB, pointerA] : [pointerA, pointerB];
    const [stepX, stepDy] = [4 * stride[1] * inChannels, 4 * outChannels];
    const [stepA, stepB] = transposed ? [stepDy, stepX] : [stepX, stepDy];
    f.repeat(rows, () => {
      split(outSize[1], (places, times) => {
        const terms = Array.from({ length: places }, (_, t): [number, number] => [t * stepA, t * stepB]);
        f.repeat(times, () => {
          accumulate(f, operands, terms);
          f.advance(pointerX, places * stepX);
          f.advance(pointerDy, places * stepDy);
        });
      });
      f.advance(pointerX, stride[0] * rowBytes - outSize[1] * stepX);
    });
    sums.forEach((row, i) => {
      row.forEach((sum, v) => {
        const place = { base: target, offset: i * between * (transposed ? kernel[0] : 1) + 16 * v };
        f.store(f.op('add', f.load(place), sum), place);
      });
    });
  }

  /** All of 0 .. total in steps of `most`, and the rest. The content may move pointers by what it was given. */
  function sweep(total: number, most: number, content: (count: number) => void): void {
    if (total >= most) f.repeat(Math.floor(total / most), () => content(most));
    if (total % most > 0) content(total % most);
  }

  function band(bandX: Local, bandDy: Local): void {
    const [a, b, target] = [f.integer(), f.integer(), f.integer()];
    if (transposed) {
      const most = Math.floor((tile.rows * tile.vectors - 2) / outChannels);
      f.copy(target, sumsAt);
      for (let ky = 0; ky < kernel[0]; ky++) {
        f.copy(b, bandX, ky * rowBytes);
        f.copy(target, sumsAt, ky * between);
        sweep(Math.ceil(span / 4), most, (vectors) => {
          tileOf(outChannels, vectors, bandDy, b, target);
          f.advance(b, 16 * vectors);
          f.advance(target, 16 * vectors);
        });
      }
      return;
    }
    const [columnDy, columnSums, row, rowX] = [f.integer(), f.integer(), f.integer(), f.integer()];
    f.copy(columnDy, bandDy);
    f.copy(columnSums, sumsAt);
    sweep(Math.ceil(outChannels / 4), tile.vectors, (vectors) => {
      f.copy(target, columnSums);
      f.copy(rowX, bandX);
      f.count(row, 0, kernel[0], 1, () => {
        f.copy(a, rowX);
        sweep(span, tile.rows, (count) => {
          tileOf(count, vectors, a, columnDy, target);
          f.advance(a, 4 * count);
          f.advance(target, count * between);
        });
        f.advance(rowX, rowBytes);
      });
      f.advance(columnDy, 16 * vectors);
      f.advance(columnSums, 16 * vectors);
    });
  }

  const [from, dyAt, bandX] = [f.integer(), f.integer(), f.integer()];
  f.copy(from, x);
  f.copy(dyAt, dy);
  f.repeat(images, () => {
    if (isPadded(source)) {
      padImage(f, source, from, scratch);
      f.copy(bandX, scratch);
    } else f.copy(bandX, from);
    f.repeat(outSize[0] / rows, () => {
      band(bandX, dyAt);
      f.advance(bandX, rows * stride[0] * rowBytes);
      f.advance(dyAt, 4 * rows * outSize[1] * outChannels);
    });
    f.advance(from, 4 * size[0] * size[1] * inChannels);
  });

  if (inScratch(conv)) {
    const nowhere = { base: null, offset: 0 };
    const to = f.integer();
    f.copy(to, dw);
    if (!transposed) {
      f.repeat(sumRows(conv), () => {
        copyRow(f, outChannels, nowhere, sumsAt, nowhere, to);
        f.advance(sumsAt, between);
        f.advance(to, 4 * outChannels);
      });
    } else {
      const at = f.integer();
      f.repeat(kernel[0], () => {
        f.copy(at, sumsAt);
        f.repeat(span, () => {
          for (let o = 0; o < outChannels; o++) {
            f.store(
              f.load({ base: at, offset: o * kernel[0] * between }, null, 1),
              { base: to, offset: 4 * o },
              null,
              1,
            );
          }
          f.advance(at, 4);
          f.advance(to, 4 * outChannels);
        });
        f.advance(sumsAt, between);
      });
    }
  }
  return f.finish();
}
