/** The binary format of WebAssembly, as far as it is needed here: numbers, sections, and a module of functions on one memory. */

/** Unsigned LEB128. */
export function unsigned(n: number): number[] {
  const bytes: number[] = [];
  do {
    const low = n & 0x7f;
    n >>>= 7;
    bytes.push(n === 0 ? low : low | 0x80);
  } while (n !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(n: number): number[] {
  const bytes: number[] = [];
  n |= 0;
  for (;;) {
    const low = n & 0x7f;
    n >>= 7;
    if ((n === 0 && !(low & 0x40)) || (n === -1 && low & 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const floatBytes = new Uint8Array(4);
const floatView = new DataView(floatBytes.buffer);
/** Four bytes of a float32, little end first. */
export function float32(x: number): number[] {
  floatView.setFloat32(0, x, true);
  return [...floatBytes];
}

const text = (s: string) => {
  const bytes = new TextEncoder().encode(s);
  return [...unsigned(bytes.length), ...bytes];
};
const list = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];

export const i32 = 0x7f;
export const v128 = 0x7b;

/** A function that takes `parameters` integers (addresses) and returns nothing. */
export interface WasmFunction {
  parameters: number;
  /** Its locals, then its instructions, without the final `end`. */
  body: readonly number[];
}

/**
 * A module of `functions` on the imported memory `env.memory`. The functions named in `exports` can be called from outside.
 * @param shared whether the memory is a shared one, with its largest size in pages
 */
export function encodeModule(
  functions: readonly WasmFunction[],
  exports: Record<string, number>,
  shared: number | null = null,
): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map((f) => f.parameters))];
  const types = arities.map((n) => [0x60, ...unsigned(n), ...Array<number>(n).fill(i32), 0]);
  const limits = shared === null ? [0x00, 0] : [0x03, 0, ...unsigned(shared)];
  const imports = [[...text('env'), ...text('memory'), 0x02, ...limits]];
  const bodies = functions.map(({ body }) => [...unsigned(body.length + 1), ...body, 0x0b]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list(imports)),
    ...section(3, list(functions.map((f) => unsigned(arities.indexOf(f.parameters))))),
    ...section(7, list(Object.entries(exports).map(([name, index]) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, list(bodies)),
  ]);
}
