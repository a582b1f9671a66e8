import { afterEach, expect, test, vi } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { decodeImage, pixelNoise } from '../../../src/lib/data/decodeImage.ts';
import { readImageHeader } from '../../../src/lib/data/imageHeader.ts';
import { picture } from '../../helpers/pictures.ts';

/** A canvas that remembers what was put on it, and gives it back with `noise` added to every other value. */
function standIn(noise = 0) {
  return class {
    getContext() {
      let kept: Uint8ClampedArray = new Uint8ClampedArray(0);
      const data = (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) });
      return {
        createImageData: data,
        putImageData: (image: { data: Uint8ClampedArray }) => (kept = image.data),
        drawImage: (bitmap: { rgba: Uint8ClampedArray }) => (kept = bitmap.rgba),
        getImageData: () => ({ data: kept.map((value, i) => value + (i % 2) * noise) }),
      };
    }
  };
}
const file = { name: 'cat.png', bytes: picture('png') };
const header = readImageHeader(file.bytes, file.name);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('an image is unpacked by the browser, and its memory is given back', async () => {
  const close = vi.fn();
  const rgba = new Uint8ClampedArray(140).fill(7);
  vi.stubGlobal('createImageBitmap', async (blob: Blob) => ({
    width: blob.size === file.bytes.length ? 7 : 0,
    height: 5,
    rgba,
    close,
  }));
  vi.stubGlobal('OffscreenCanvas', standIn());
  expect(await decodeImage(file, header)).toEqual({ width: 7, height: 5, rgba });
  expect(close).toHaveBeenCalledOnce();
});

test('a refusal of the browser is a sentence', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('The source image could not be decoded.')));
  await expect(decodeImage(file, header)).rejects.toThrow(BadInput);
  await expect(decodeImage(file, header)).rejects.toThrow('cat.png: the browser cannot unpack it; it may be damaged.');
});

test('a browser that does not answer is given up after five seconds', async () => {
  vi.useFakeTimers();
  let answer = (_: { close: () => void }) => {};
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => (answer = resolve)));
  const promise = decodeImage(file, header);
  const refused = expect(promise).rejects.toThrow('cat.png: the browser did not unpack it within 5 s.');
  await vi.advanceTimersByTimeAsync(5000);
  await refused;
  expect(vi.getTimerCount()).toBe(0);
  const close = vi.fn();
  answer({ close });
  await Promise.resolve();
  await Promise.resolve();
  expect(close).toHaveBeenCalledOnce(); // what comes too late does not stay in memory
});

test('noise that a browser adds to pixels is measured', () => {
  vi.stubGlobal('OffscreenCanvas', standIn());
  expect(pixelNoise()).toBe(0);
  vi.stubGlobal('OffscreenCanvas', standIn(1));
  expect(pixelNoise()).toBe(1);
});
