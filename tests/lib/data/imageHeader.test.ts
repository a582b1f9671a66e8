import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { imageLimits, mislabelled, readImageHeader } from '../../../src/lib/data/imageHeader.ts';
import { picture, pictureKinds, type PictureKind } from '../../helpers/pictures.ts';

const formats: Record<PictureKind, string> = {
  png: 'PNG',
  png16: 'PNG',
  jpeg: 'JPEG',
  progressive: 'JPEG',
  cmyk: 'JPEG',
  webp: 'WebP',
  lossless: 'WebP',
  extended: 'WebP',
  animatedWebp: 'WebP',
  gif: 'GIF',
  animatedGif: 'GIF',
};

/** Puts bytes over those of a picture. */
function altered(kind: PictureKind, at: number, ...bytes: number[]): Uint8Array {
  const file = picture(kind);
  file.set(bytes, at);
  return file;
}

/** An animation's control chunk after IHDR, as an animated PNG has it. */
function animatedPng(): Uint8Array {
  const still = picture('png');
  const control = [0, 0, 0, 8, ...Buffer.from('acTL'), 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...still.subarray(0, 33), ...control, ...still.subarray(33)]);
}

describe('the header of an image', () => {
  test.each(pictureKinds)('of kind %s tells its format, its size and its peculiarities', (kind) => {
    const header = readImageHeader(picture(kind), kind);
    expect(header).toEqual({
      format: formats[kind],
      width: 7,
      height: 5,
      animated: kind.startsWith('animated'),
      bits: kind === 'png16' ? 16 : 8,
      cmyk: kind === 'cmyk',
    });
  });

  test('tells an animated PNG from a still one', () => {
    expect(readImageHeader(animatedPng(), 'a.png').animated).toBe(true);
  });

  test('does not take other JPEG segments for the frame: C4, C8 and CC mean something else', () => {
    const plain = picture('jpeg');
    for (const marker of [0xc4, 0xc8, 0xcc]) {
      const other = [0xff, marker, 0, 10, 8, 0, 99, 0, 99, 3, 0, 0]; // would be a frame of 99 x 99
      const file = Uint8Array.from([...plain.subarray(0, 2), ...other, ...plain.subarray(2)]);
      expect(readImageHeader(file, 'a.jpg')).toMatchObject({ width: 7, height: 5 });
    }
  });

  test.each(pictureKinds)('of a cut file of kind %s says so, or that it cannot be read', (kind) => {
    const whole = picture(kind);
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      let message = '';
      try {
        readImageHeader(cut, 'cat');
      } catch (error) {
        expect(error).toBeInstanceOf(BadInput);
        message = (error as Error).message;
      }
      // An animation is known at its second frame; a GIF may then end anywhere, and so may a WebP in its padding.
      if (kind !== 'animatedGif' && length < whole.length - 4) expect(message, `${length} bytes`).not.toBe('');
      if (length > 30 && message) expect(message).toBe('cat: the file ends early. Is it fully downloaded?');
    }
  });

  test.each([
    [
      'a PNG of 20,000 x 20,000',
      altered('png', 16, 0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20),
      '20,000 × 20,000 pixels (limits: 16,000,000',
    ],
    [
      'a PNG of four billion',
      altered('png', 16, 255, 255, 255, 255, 255, 255, 255, 255),
      '4,294,967,295 × 4,294,967,295',
    ],
    ['a PNG of 8193 x 5', altered('png', 16, 0, 0, 0x20, 0x01), '8,193 × 5 pixels'],
    ['a PNG without width', altered('png', 16, 0, 0, 0, 0), '0 × 5 pixels: the image is empty'],
    ['a PNG with another first chunk', altered('png', 12, 73, 68, 65, 84), 'this PNG file is damaged'],
    ['a PNG that claims a long chunk', altered('png', 33, 255, 255, 255, 255), 'ends early'],
    ['a JPEG whose segments do not join', altered('jpeg', 4, 0, 3), 'this JPEG file is damaged'],
    [
      'a lossless JPEG',
      altered('jpeg', picture('jpeg').indexOf(0xc0), 0xc3),
      'this kind of JPEG (8 bits, type 3) is not supported',
    ],
    ['a WebP with another chunk', altered('webp', 12, 88), 'this WebP file is damaged'],
    ['a WebP without its start code', altered('webp', 23, 0), 'this WebP file is damaged'],
    [
      'a GIF with another block',
      altered('gif', 13 + 3 * 2 ** ((picture('gif')[10]! & 7) + 1), 1),
      'this GIF file is damaged',
    ],
    [
      'an SVG',
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'this format is not supported. Use PNG',
    ],
    ['a HEIC photograph', new TextEncoder().encode('\0\0\0\x18ftypheic'), 'this format is not supported'],
    ['nothing', new Uint8Array(0), 'this format is not supported'],
    ['more than 20 MB', new Uint8Array(imageLimits.bytes + 1), '20,971,521 bytes (limit 20,971,520)'],
  ])('of %s is refused with a sentence', (_, bytes, sentence) => {
    expect(() => readImageHeader(bytes, 'big.png')).toThrow(BadInput);
    expect(() => readImageHeader(bytes, 'big.png')).toThrow(
      `big.png: ${sentence.startsWith('ends') ? 'the file ' : ''}${sentence}`,
    );
  });

  test('may be exactly as large as the limits', () => {
    const file = altered('png', 16, 0, 0, 0x1f, 0x40, 0, 0, 0x07, 0xd0); // 8000 x 2000
    expect(readImageHeader(file, 'a.png')).toMatchObject({ width: 8000, height: 2000 });
    expect(() => readImageHeader(altered('png', 16, 0, 0, 0x1f, 0x41, 0, 0, 0x07, 0xd0), 'a.png')).toThrow(BadInput);
  });

  test('is believed over the name', () => {
    const header = readImageHeader(picture('jpeg'), 'cat.png');
    expect(mislabelled('cat.png', header)).toBe('cat.png: by its contents this is JPEG, and it is read so.');
    expect(mislabelled('cat.constructor', header)).not.toBeNull();
    for (const name of ['cat.jpg', 'CAT.JPEG', 'cat']) expect(mislabelled(name, header)).toBeNull();
  });
});
