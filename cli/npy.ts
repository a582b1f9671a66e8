/**
 * NumPy's array format, version 1.0: magic, a header padded so that the data starts at a multiple of 64, little-endian float32.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @param shape its product is the length of `values`
 */
export function encodeNpy(values: Float32Array, shape: readonly number[]): Uint8Array {
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== values.length)
    throw new RangeError(`The shape [${shape.join(', ')}] holds ${size} numbers; got ${values.length}.`);
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`;
  const prefix = 10;
  const padding = (64 - ((prefix + text.length + 1) % 64)) % 64;
  const header = `${text}${' '.repeat(padding)}\n`;
  const bytes = new Uint8Array(prefix + header.length + values.length * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), prefix);
  const view = new DataView(bytes.buffer, prefix + header.length);
  values.forEach((v, i) => view.setFloat32(4 * i, v, true));
  return bytes;
}
