/** Pictures to small squares of grey: the middle square, averaged over areas. */

export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, opacity, row by row, 0 .. 255. [height, width, 4] flat */
  rgba: Uint8ClampedArray | Uint8Array;
}

/** Luminance of one pixel on white paper, 0 .. 255 (weights of ITU-R BT.709, on the values as they are stored). */
function grey(rgba: ArrayLike<number>, at: number): number {
  const light = 0.2126 * rgba[at]! + 0.7152 * rgba[at + 1]! + 0.0722 * rgba[at + 2]!;
  const opacity = rgba[at + 3]! / 255;
  return opacity * light + (1 - opacity) * 255;
}

/** How far pixel `i` reaches into cell `c` of `cells` that share `length` pixels from `from` on: its overlap, 0 .. 1. */
const overlap = (i: number, c: number, cells: number, from: number, length: number) =>
  Math.max(0, Math.min(i + 1, from + ((c + 1) * length) / cells) - Math.max(i, from + (c * length) / cells));

/** Each cell of the result is the average of what it covers. @returns [side, side] flat, 0 .. 255 */
export function shrink({ width, height, rgba }: Picture, side: number): Uint8Array {
  const square = Math.min(width, height);
  const [left, top] = [(width - square) / 2, (height - square) / 2];
  const columns = ranges(side, left, square);
  const rows = ranges(side, top, square);
  const out = new Uint8Array(side * side);
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      let sum = 0;
      let area = 0;
      for (let y = rows[r]!.from; y < rows[r]!.to; y++) {
        const down = overlap(y, r, side, top, square);
        for (let x = columns[c]!.from; x < columns[c]!.to; x++) {
          const part = down * overlap(x, c, side, left, square);
          sum += part * grey(rgba, 4 * (y * width + x));
          area += part;
        }
      }
      out[r * side + c] = Math.round(sum / area);
    }
  }
  return out;
}

/** The pixels that each cell touches. */
const ranges = (cells: number, from: number, length: number) =>
  Array.from({ length: cells }, (_, c) => ({
    from: Math.floor(from + (c * length) / cells),
    to: Math.ceil(from + ((c + 1) * length) / cells),
  }));
