/**
 * Code for convolutions and their gradients at the input, of sizes known now: matrix products whose left factor is never
 * written down. Neighbouring places read overlapping stretches of the image; in channels-last order the taps of one kernel
 * row are one stretch of memory. So the tiles of `matMul.ts` work on the zero-padded image where it lies.
 */
import { Body, type Address, type Local } from './body.ts';
import { padImage } from './copies.ts';
import type { WasmFunction } from './encoding.ts';
import { filterGradientFunction, filterScratch } from './filterGradient.ts';
import {
  forwardCorrelation,
  inputGradient,
  isPadded,
  paddedBytes,
  paddedInput,
  type Convolution,
  type Correlation,
  type Padded,
} from './geometry.ts';
import { accumulate, split, tile } from './tiles.ts';

/** Whole tiles up to this many terms are written out without a loop. */
const unrolledTerms = 36;
/** Places that are written out one after the other at most, so that tiles may reach over the end of a row. */
const longestGroup = 64;

interface Parts {
  source: Padded;
  parts: Correlation[];
  gaps: boolean;
  /** Channels of what is written. */
  columns: number;
}
function partsOf(conv: Convolution): Parts {
  if (conv.kind === 'input') return { ...inputGradient(conv), columns: conv.inChannels };
  return { source: paddedInput(conv), parts: [forwardCorrelation(conv)], gaps: false, columns: conv.outChannels };
}

const termsOf = ({ taps }: Correlation, { channels }: Padded) => taps[0] * taps[1] * channels;
const packedBytes = (part: Correlation, { source, columns }: Parts) =>
  16 * Math.ceil(columns / 4) * termsOf(part, source);

/** Memory for one padded image and for the kernel in the order of its use, bytes. */
export function convolutionScratch(conv: Convolution): number {
  if (conv.kind === 'filter') return filterScratch(conv);
  const all = partsOf(conv);
  return paddedBytes(all.source) + all.parts.reduce((sum, part) => sum + packedBytes(part, all), 0) + 16;
}

/** How many rows of places to take together, so that they divide into tiles with little left over. */
function rowsTogether([rows, cols]: readonly [number, number]): number {
  const tilesPerPlace = (group: number) => Math.ceil((group * cols) / tile.rows) / (group * cols);
  let best = 1;
  for (let group = 2; group <= rows && group * cols <= longestGroup; group++) {
    if (rows % group === 0 && tilesPerPlace(group) < tilesPerPlace(best) - 1e-9) best = group;
  }
  return best;
}

/** Writes a function of four addresses: what is convolved, the kernel (for the filter's gradient dy), the result, scratch memory. */
export function convolutionFunction(conv: Convolution, fused: boolean): WasmFunction {
  if (conv.kind === 'filter') return filterGradientFunction(conv, fused);
  const all = partsOf(conv);
  const { source, parts, columns } = all;
  const { channels, padded } = source;
  const f = new Body(4, fused);
  const [x, w, y, scratch] = [0, 1, 2, 3];
  const at = (base: Local, offset: number): Address => ({ base, offset });
  const rowBytes = 4 * padded[1] * channels;
  const targetSize = conv.kind === 'input' ? conv.size : conv.outSize;
  const inputs = conv.inChannels;
  const outputs = conv.outChannels;

  /** Into `to`: for each term the kernel's numbers for `width` columns, padded with zeros to whole vectors. */
  function pack(part: Correlation, first: number, width: number, to: Local): void {
    const vectors = Math.ceil(width / 4);
    const from = f.integer();
    // Along the channels of the source, and along the columns, in bytes.
    const [alongTerms, alongColumns] = conv.kind === 'input' ? [4, 4 * outputs] : [4 * outputs, 4];
    for (let i = 0; i < part.taps[0]; i++) {
      for (let j = 0; j < part.taps[1]; j++) {
        const [ky, kx] = part.tap(i, j);
        f.copy(from, w, 4 * (ky * conv.kernel[1] + kx) * inputs * outputs + first * alongColumns);
        f.repeat(channels, () => {
          for (let vector = 0; vector < vectors; vector++) {
            const lanes = Math.min(4, width - 4 * vector);
            const start = 4 * vector * alongColumns;
            let value: Local;
            if (lanes === 4 && alongColumns === 4) value = f.load(at(from, start));
            else {
              value = f.load(at(from, start), null, 1);
              for (let lane = 1; lane < lanes; lane++) f.loadLane(value, lane, at(from, start + lane * alongColumns));
            }
            f.store(value, at(to, 16 * vector));
          }
          f.advance(from, alongTerms);
          f.advance(to, 16 * vectors);
        });
      }
    }
  }

  const width = 4 * tile.vectors;
  const panels = [
    ...Array.from({ length: Math.floor(columns / width) }, (_, i) => ({ first: width * i, width })),
    ...(columns % width > 0 ? [{ first: columns - (columns % width), width: columns % width }] : []),
  ];

  /** The sums at some places, for the columns of one panel. `places`: byte offsets of their first taps and of their results. */
  function tileOf(
    part: Correlation,
    places: readonly { from: number; to: number }[],
    columnCount: number,
    a: Local,
    b: Local,
    c: Local,
  ) {
    const vectors = Math.ceil(columnCount / 4);
    const sums = places.map(() => Array.from({ length: vectors }, () => f.vector()));
    for (const sum of sums.flat()) f.move(sum, f.constant(0));
    const span = part.taps[1] * channels;
    const [pointerA, pointerB] = [f.integer(), f.integer()];
    f.copy(pointerA, a);
    f.copy(pointerB, b);
    const operands = {
      sums,
      a: pointerA,
      splats: places.map(({ from }) => from),
      b: pointerB,
      vectors: Array.from({ length: vectors }, (_, v) => 16 * v),
    };
    if (part.taps[0] * span <= unrolledTerms) {
      const offsets = Array.from(
        { length: part.taps[0] * span },
        (_, t) => Math.floor(t / span) * rowBytes + 4 * (t % span),
      );
      accumulate(
        f,
        operands,
        offsets.map((offset, t) => [offset, 16 * vectors * t]),
      );
    } else {
      f.repeat(part.taps[0], () => {
        split(span, (count, times) => {
          const terms = Array.from({ length: count }, (_, t): [number, number] => [4 * t, 16 * vectors * t]);
          f.repeat(times, () => {
            accumulate(f, operands, terms);
            f.advance(pointerA, 4 * count);
            f.advance(pointerB, 16 * vectors * count);
          });
        });
        f.advance(pointerA, rowBytes - 4 * span);
      });
    }
    places.forEach(({ to }, i) => {
      for (let vector = 0; vector < vectors; vector++) {
        const lanes = Math.min(4, columnCount - 4 * vector);
        const sum = sums[i]![vector]!;
        if (lanes === 4) f.store(sum, at(c, to + 16 * vector));
        else for (let lane = 0; lane < lanes; lane++) f.storeLane(sum, lane, at(c, to + 16 * vector + 4 * lane));
      }
    });
  }

  function panel(part: Correlation, columnCount: number, image: Local, b: Local, columnC: Local): void {
    const group = rowsTogether(part.places);
    const total = group * part.places[1];
    const [rowA, rowC] = [f.integer(), f.integer()];
    const targetRow = 4 * columns * targetSize[1] * part.targetStep[0];
    const place = (index: number) => {
      const [row, col] = [Math.floor(index / part.places[1]), index % part.places[1]];
      return {
        from: row * part.step[0] * rowBytes + 4 * col * part.step[1] * channels,
        to: row * targetRow + 4 * col * part.targetStep[1] * columns,
      };
    };
    f.copy(rowA, image, part.start[0] * rowBytes + 4 * part.start[1] * channels);
    f.copy(rowC, columnC);
    const tiles = Math.ceil(total / tile.rows);
    f.repeat(part.places[0] / group, () => {
      for (let i = 0, first = 0; i < tiles; i++) {
        const next = Math.round(((i + 1) * total) / tiles);
        const places = Array.from({ length: next - first }, (_, k) => place(first + k));
        tileOf(part, places, columnCount, rowA, b, rowC);
        first = next;
      }
      f.advance(rowA, group * part.step[0] * rowBytes);
      f.advance(rowC, group * targetRow);
    });
  }

  const packed = f.integer();
  f.copy(packed, scratch, paddedBytes(source));
  for (const part of parts) for (const { first, width: count } of panels) pack(part, first, count, packed);
  if (isPadded(source)) f.clear(scratch, paddedBytes(source));
  if (all.gaps) f.clear(y, 4 * conv.images * targetSize[0] * targetSize[1] * columns);
  const [from, to, image, columnC] = [f.integer(), f.integer(), f.integer(), f.integer()];
  f.copy(from, x);
  f.copy(to, y);
  f.repeat(conv.images, () => {
    if (isPadded(source)) {
      padImage(f, source, from, scratch);
      f.copy(image, scratch);
    } else f.copy(image, from);
    f.copy(packed, scratch, paddedBytes(source));
    for (const part of parts) {
      f.copy(columnC, to, 4 * columns * (part.target[0] * targetSize[1] + part.target[1]));
      const each = (count: number) => () => {
        panel(part, count, image, packed, columnC);
        f.advance(packed, 16 * Math.ceil(count / 4) * termsOf(part, source));
        f.advance(columnC, 4 * count);
      };
      if (columns >= width) f.repeat(Math.floor(columns / width), each(width));
      if (columns % width > 0) each(columns % width)();
    }
    f.advance(from, 4 * source.size[0] * source.size[1] * channels);
    f.advance(to, 4 * targetSize[0] * targetSize[1] * columns);
  });
  return f.finish();
}
