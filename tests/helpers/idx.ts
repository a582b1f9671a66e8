/** Writes small IDX files, as the format's description says: big-endian, type and rank in the third and fourth byte. */
export function idxFile(dims: number[], values: ArrayLike<number>, type = 0x08): Uint8Array {
  const sizes: Record<number, number> = { 0x08: 1, 0x09: 1, 0x0b: 2, 0x0c: 4, 0x0d: 4, 0x0e: 8 };
  const size = sizes[type]!;
  const header = 4 + 4 * dims.length;
  const bytes = new Uint8Array(header + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, dims.length]);
  dims.forEach((d, k) => view.setUint32(4 + 4 * k, d));
  for (let i = 0; i < values.length; i++) {
    const at = header + size * i;
    const value = values[i]!;
    if (type === 0x08) view.setUint8(at, value);
    if (type === 0x09) view.setInt8(at, value);
    if (type === 0x0b) view.setInt16(at, value);
    if (type === 0x0c) view.setInt32(at, value);
    if (type === 0x0d) view.setFloat32(at, value);
    if (type === 0x0e) view.setFloat64(at, value);
  }
  return bytes;
}

/** `count` images of 28 x 28: image k is filled with 10 k on its first k rows, and has the label k mod 10. */
export function smallMnist(count: number): { images: Uint8Array; labels: Uint8Array } {
  const pixels = new Uint8Array(count * 784);
  for (let k = 0; k < count; k++) pixels.fill((10 * k) % 256, k * 784, k * 784 + 28 * ((k % 28) + 1));
  return {
    images: idxFile([count, 28, 28], pixels),
    labels: idxFile(
      [count],
      Array.from({ length: count }, (_, k) => k % 10),
    ),
  };
}
