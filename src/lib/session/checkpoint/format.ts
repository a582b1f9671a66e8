/**
 * A run as one file, the same for the browser's storage and for a download. All numbers little endian.
 *
 *   0   8  magic "GVDRUN\r\n"
 *   8   4  version, uint32
 *  12   4  length h of the header, uint32
 *  16  32  SHA-256 of everything that follows
 *  48   h  header, JSON in UTF-8, padded with spaces to a multiple of 4
 *  48+h    payload: float32 arrays, one after another, as the header's manifest says
 *
 * The decoder believes nothing: a file from a stranger gives a run or a sentence, never an exception of another kind.
 */
import type { SessionSnapshot } from '../types.ts';
import { encodeHeader, type Part } from './header.ts';
import { parseHeader } from './parse.ts';

export const version = 1;
const magic = new TextEncoder().encode('GVDRUN\r\n');
const start = 48;
export const largestFile = 64e6;
export const largestHeader = 65_536;

/** A run with what the figure remembers of it. */
export interface Checkpoint {
  snapshot: SessionSnapshot;
  /** Milliseconds since 1970. */
  savedAt: number;
  /** The figure's own arrays: the curves that were drawn. */
  curves: Record<string, Float32Array>;
}

/** What is wrong with a file, in a sentence for the reader. */
export class UnreadableRun extends Error {
  override name = 'UnreadableRun';
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export async function encode(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { json, arrays } = encodeHeader(checkpoint);
  const text = new TextEncoder().encode(json);
  const headerLength = Math.ceil(text.length / 4) * 4;
  if (headerLength > largestHeader)
    throw new UnreadableRun(`This run's header is too long to save (${text.length} bytes).`);
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const bytes = new Uint8Array(start + headerLength + size);
  if (bytes.length > largestFile) {
    throw new UnreadableRun(`This run takes ${mb(bytes.length)}, and the limit is ${mb(largestFile)}.`);
  }
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, headerLength, true);
  bytes.fill(0x20, start, start + headerLength);
  bytes.set(text, start);
  let at = start + headerLength;
  for (const array of arrays) {
    new Float32Array(bytes.buffer, at, array.length).set(array); // every machine with a browser is little endian
    at += array.byteLength;
  }
  bytes.set(await sha256(bytes.subarray(start)), 16);
  return bytes;
}

/**
 * @param name what sentences call the file.
 * @throws UnreadableRun, and nothing else.
 */
export async function decode(file: Uint8Array, name = 'This file'): Promise<Checkpoint> {
  const fail = (sentence: string): never => {
    throw new UnreadableRun(sentence);
  };
  if (file.length > largestFile) {
    fail(`${name} has ${mb(file.length)}; a run has at most ${mb(largestFile)}. Choose a file that this book saved.`);
  }
  if (file.length < start || magic.some((byte, i) => file[i] !== byte)) {
    fail(`${name} is not a run of this book. Choose a file that “Download run” made (its name ends in .run).`);
  }
  const bytes = new Uint8Array(file); // a copy: aligned, and nobody else's
  const view = new DataView(bytes.buffer);
  const found = view.getUint32(8, true);
  if (found > version) {
    fail(
      `${name} was made by a newer version of the book (${found}; this one reads up to ${version}). Reload the page to update.`,
    );
  }
  if (found < 1) fail(`${name} names version ${found}, which never was. It is damaged.`);
  const headerLength = view.getUint32(12, true);
  if (headerLength > largestHeader || headerLength % 4 !== 0 || start + headerLength > bytes.length) {
    fail(
      `${name} ends early or is damaged: its header should have ${headerLength} bytes, the file has ${bytes.length}.`,
    );
  }
  const hash = await sha256(bytes.subarray(start));
  if (hash.some((byte, i) => byte !== bytes[16 + i])) {
    fail(`${name} is damaged: its checksum differs. It was not loaded; the present run is untouched.`);
  }
  const payload = bytes.length - start - headerLength;
  const { parts, assemble } = parseHeader(bytes.subarray(start, start + headerLength), payload, (what) =>
    fail(`${name} cannot be read: ${what}. It was not loaded; the present run is untouched.`),
  );
  const arrays = parts.map(({ offset, length }: Part) => {
    const array = new Float32Array(bytes.buffer, start + headerLength + offset, length).slice();
    return array;
  });
  parts.forEach((part, i) => {
    const bad = arrays[i]!.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
    if (bad > 0) fail(`${name} contains ${bad} numbers in ${part.name} that are not finite. It was not loaded.`);
  });
  return assemble(arrays);
}

/** Hash of a whole file, as text: to compare what was written with what is read back. */
export async function fingerprint(bytes: Uint8Array): Promise<string> {
  return [...(await sha256(new Uint8Array(bytes)))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const mb = (bytes: number) => `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
