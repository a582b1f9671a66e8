/**
 * What an image file says about itself, before anything is decoded: a small file may unfold to gigabytes. PNG (ISO/IEC 15948),
 * JPEG (ITU-T T.81), GIF89a, WebP (RFC 9649).
 */
import { BadInput, grouped } from './badInput.ts';

export interface ImageHeader {
  format: 'PNG' | 'JPEG' | 'GIF' | 'WebP';
  width: number;
  height: number;
  animated: boolean;
  /** Bits of one channel. */
  bits: number;
  /** Four inks instead of three lights; only JPEG. */
  cmyk: boolean;
}

export const imageLimits = { bytes: 20 * 2 ** 20, side: 8192, pixels: 16_000_000 } as const;

/**
 * @param name the file's name, for sentences.
 * @throws BadInput if it is no image that can be read, ends early, or is too large to decode.
 */
export function readImageHeader(bytes: Uint8Array, name: string): ImageHeader {
  if (bytes.length > imageLimits.bytes) {
    throw new BadInput(
      `${name}: ${grouped(bytes.length)} bytes (limit ${grouped(imageLimits.bytes)}). Save it smaller first.`,
    );
  }
  const early = () => new BadInput(`${name}: the file ends early. Is it fully downloaded?`);
  const read = readers.find(({ begins }) => begins(bytes))?.read;
  if (!read) throw new BadInput(`${name}: this format is not supported. Use PNG, JPEG, WebP or GIF.`);
  const header = read(new Cursor(bytes, early), name);
  const { width, height } = header;
  if (width === 0 || height === 0) throw new BadInput(`${name}: ${width} × ${height} pixels: the image is empty.`);
  if (width > imageLimits.side || height > imageLimits.side || width * height > imageLimits.pixels) {
    throw new BadInput(
      `${name}: ${grouped(width)} × ${grouped(height)} pixels (limits: ${grouped(imageLimits.pixels)} in all, ${grouped(imageLimits.side)} a side). Resize it first.`,
    );
  }
  return header;
}

/** A sentence if the name's ending says another format than the contents. */
export function mislabelled(name: string, { format }: ImageHeader): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  const says = { png: 'PNG', apng: 'PNG', jpg: 'JPEG', jpeg: 'JPEG', jpe: 'JPEG', gif: 'GIF', webp: 'WebP' } as const;
  const said = ending && Object.hasOwn(says, ending) ? says[ending as keyof typeof says] : null;
  return ending && said !== format ? `${name}: by its contents this is ${format}, and it is read so.` : null;
}

/** Reads numbers; past the end there is a sentence instead of `undefined`. */
class Cursor {
  readonly bytes: Uint8Array;
  readonly early: () => BadInput;
  constructor(bytes: Uint8Array, early: () => BadInput) {
    this.bytes = bytes;
    this.early = early;
  }
  byte(at: number): number {
    const value = this.bytes[at];
    if (value === undefined) throw this.early();
    return value;
  }
  /** The bytes of a number, most significant first. */
  big(at: number, size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.byte(at + i);
    return value;
  }
  little(at: number, size: number): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.byte(at + i);
    return value;
  }
  text(at: number, size: number): string {
    return Array.from({ length: size }, (_, i) => String.fromCharCode(this.byte(at + i))).join('');
  }
}

const begins =
  (...magic: (number | null)[]) =>
  (bytes: Uint8Array) =>
    magic.every((value, i) => value === null || bytes[i] === value);

const readers: { begins: (bytes: Uint8Array) => boolean; read: (file: Cursor, name: string) => ImageHeader }[] = [
  { begins: begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), read: readPng },
  { begins: begins(0xff, 0xd8, 0xff), read: readJpeg },
  { begins: begins(0x47, 0x49, 0x46, 0x38, null, 0x61), read: readGif },
  { begins: begins(0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50), read: readWebp },
];

/** Chunks: length, name, data, checksum. An animation has its control chunk (acTL) before the data. */
function readPng(file: Cursor, name: string): ImageHeader {
  if (file.text(12, 4) !== 'IHDR' || file.big(8, 4) !== 13) throw new BadInput(`${name}: this PNG file is damaged.`);
  let [animated, data] = [false, false];
  for (let at = 8; ; at += 12 + file.big(at, 4)) {
    const kind = file.text(at + 4, 4);
    if (kind === 'acTL' && !data) animated = true;
    if (kind === 'IDAT') data = true;
    if (kind === 'IEND') break;
  }
  if (!data) throw new BadInput(`${name}: this PNG file has no pixels.`);
  return { format: 'PNG', width: file.big(16, 4), height: file.big(20, 4), animated, bits: file.byte(24), cmyk: false };
}

/** Segments up to the start of the frame (SOF). C4, C8 and CC are other things with numbers in between. */
function readJpeg(file: Cursor, name: string): ImageHeader {
  const damaged = () => new BadInput(`${name}: this JPEG file is damaged.`);
  for (let at = 2; ;) {
    if (file.byte(at) !== 0xff) throw damaged();
    while (file.byte(at + 1) === 0xff) at++; // fill bytes
    const marker = file.byte(at + 1);
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    const length = alone ? 0 : file.big(at + 2, 2);
    if (marker === 0xd9 || marker === 0xda || (!alone && length < 2)) throw damaged(); // pixels before any size
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [bits, channels] = [file.byte(at + 4), file.byte(at + 9)];
      if (![0xc0, 0xc1, 0xc2].includes(marker) || bits !== 8) {
        throw new BadInput(
          `${name}: this kind of JPEG (${bits} bits, type ${marker - 0xc0}) is not supported. Save it as PNG.`,
        );
      }
      if (![1, 3, 4].includes(channels)) throw damaged();
      if (!endsAfter(file.bytes, at)) throw file.early();
      return {
        format: 'JPEG',
        width: file.big(at + 7, 2),
        height: file.big(at + 5, 2),
        animated: false,
        bits,
        cmyk: channels === 4,
      };
    }
    at += 2 + length;
  }
}

/** Looks for the end marker FF D9, perhaps with something behind it, as some cameras write. */
function endsAfter(bytes: Uint8Array, start: number): boolean {
  for (let at = bytes.length - 2; at > start; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

/** Blocks: an image (2C), an extension (21), the end (3B). Two images are an animation. */
function readGif(file: Cursor, name: string): ImageHeader {
  const tableSize = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + tableSize(file.byte(10));
  let frames = 0;
  for (let kind = file.byte(at); kind !== 0x3b && frames < 2; kind = file.byte(at)) {
    if (kind === 0x2c) {
      frames++;
      at += 11 + tableSize(file.byte(at + 9)); // descriptor, colours, code size
    } else if (kind === 0x21) at += 2;
    else throw new BadInput(`${name}: this GIF file is damaged.`);
    while (file.byte(at) !== 0) at += 1 + file.byte(at);
    at++;
  }
  if (frames === 0) throw new BadInput(`${name}: this GIF file has no pixels.`);
  return {
    format: 'GIF',
    width: file.little(6, 2),
    height: file.little(8, 2),
    animated: frames > 1,
    bits: 8,
    cmyk: false,
  };
}

/** A RIFF file whose first chunk is lossy (VP8), lossless (VP8L) or extended (VP8X). */
function readWebp(file: Cursor, name: string): ImageHeader {
  const kind = file.text(12, 4);
  if (file.bytes.length < 8 + file.little(4, 4)) throw file.early();
  const header = { format: 'WebP', animated: false, bits: 8, cmyk: false } as const;
  if (kind === 'VP8 ') {
    if (file.big(23, 3) !== 0x9d012a) throw new BadInput(`${name}: this WebP file is damaged.`);
    return { ...header, width: file.little(26, 2) & 0x3fff, height: file.little(28, 2) & 0x3fff };
  }
  if (kind === 'VP8L') {
    if (file.byte(20) !== 0x2f) throw new BadInput(`${name}: this WebP file is damaged.`);
    const packed = file.little(21, 4); // 14 bits each, one less than the side
    return { ...header, width: (packed % 2 ** 14) + 1, height: (Math.floor(packed / 2 ** 14) % 2 ** 14) + 1 };
  }
  if (kind === 'VP8X') {
    const animated = (file.byte(20) & 0x02) !== 0;
    return { ...header, width: file.little(24, 3) + 1, height: file.little(27, 3) + 1, animated };
  }
  throw new BadInput(`${name}: this WebP file is damaged.`);
}
