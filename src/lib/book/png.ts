/** A grey picture as a PNG file, written while the site is built. */
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(body, 8);
  view.setUint32(body.length + 8, crc32(out.subarray(4, body.length + 8)));
  return out;
}

/**
 * @param pixels 0 black to 255 white, row by row, [height * width]
 * @returns the bytes of an 8-bit grey PNG without interlacing
 */
export function greyPng(pixels: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  if (pixels.length !== width * height) {
    throw new RangeError(`${width} x ${height} pixels are ${width * height}; found ${pixels.length}.`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 0, 0, 0, 0], 8); // eight bits, grey
  const rows = new Uint8Array(height * (width + 1)); // each row is led by its filter: 0, none
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}

/** Small images side by side, white ink on black, a pixel apart. @param x [n, side * side] flat, darkest `low` to brightest `high` */
export function sheet(x: ArrayLike<number>, side: number, columns: number, low: number, high: number) {
  const n = Math.floor(x.length / side ** 2);
  const rows = Math.ceil(n / columns);
  const width = columns * (side + 1) - 1;
  const height = rows * (side + 1) - 1;
  const pixels = new Uint8Array(width * height);
  for (let k = 0; k < n; k++) {
    const left = (k % columns) * (side + 1);
    const top = Math.floor(k / columns) * (side + 1);
    for (let p = 0; p < side * side; p++) {
      const value = Math.min(1, Math.max(0, (x[k * side * side + p]! - low) / (high - low)));
      pixels[(top + Math.floor(p / side)) * width + left + (p % side)] = Math.round(255 * value);
    }
  }
  return { pixels, width, height };
}
