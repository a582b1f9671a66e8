/** Expands gzip while it streams: how far it has come is told, and a file that grows without end is stopped. */
import { BadInput, grouped } from './badInput.ts';

export interface Expansion {
  bytesIn: number;
  bytesOut: number;
}

export interface GunzipOptions {
  /** How a sentence calls the file. */
  name?: string;
  /** Most bytes it may expand to. */
  limit?: number;
  progress?: (expansion: Expansion) => void;
  signal?: AbortSignal;
}

export const gunzipLimit = 64 * 2 ** 20;
/** Fed in pieces: the limit is looked at after each, and DEFLATE makes at most about 1,032 bytes of one. */
const piece = 16 * 1024;

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * @throws BadInput if the data are damaged, end early, or expand past the limit; the signal's reason if it is aborted.
 */
export async function gunzip(bytes: Uint8Array, options: GunzipOptions = {}): Promise<Uint8Array> {
  const { name = 'The file', limit = gunzipLimit, progress, signal } = options;
  if (!isGzip(bytes)) throw new BadInput(`${name}: it is not a gzip file (it does not begin with 1F 8B).`);
  let bytesIn = 0;
  let bytesOut = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const part = new Uint8Array(bytes.subarray(bytesIn, bytesIn + piece)); // a copy: a stream may take its buffer away
        bytesIn += part.length;
        if (part.length > 0) controller.enqueue(part);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const next = await reader.read().catch(() => {
      throw new BadInput(`${name}: the compressed data are damaged or end early. Is it fully downloaded?`);
    });
    if (next.done) break;
    bytesOut += next.value.length;
    if (bytesOut > limit) {
      void reader.cancel().catch(() => {});
      throw new BadInput(`${name}: it expands past ${grouped(limit)} bytes; stopped. Use a smaller file.`);
    }
    parts.push(next.value);
    progress?.({ bytesIn, bytesOut });
  }
  return joined(parts, bytesOut);
}

/** The file as it is, or expanded if it is gzip. */
export const expanded = async (bytes: Uint8Array, options: GunzipOptions = {}): Promise<Uint8Array> =>
  isGzip(bytes) ? gunzip(bytes, options) : bytes;

function joined(parts: Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
