import { describe, expect, test, vi } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { createImages, imagesLimits, type Decode, type ImageFile } from '../../../src/lib/data/images.ts';
import { createRng } from '../../../src/lib/random.ts';
import { picture } from '../../helpers/pictures.ts';

/** Left half dark, right half light, as the header's size says. */
const decode: Decode = async (_, { width, height }) => {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) rgba.fill(i % width < width / 2 ? 10 : 200, 4 * i, 4 * i + 3);
  return { width, height, rgba };
};
const file = (name = 'a.png', bytes = picture('png')): ImageFile => ({ name, bytes });
const many = (n: number) => Array.from({ length: n }, () => file());

describe('a reader’s images', () => {
  test('become small grey squares, standardised', async () => {
    const { dataset, notes } = await createImages(many(20), { side: 8, decode });
    expect([dataset.kind, dataset.dim, dataset.images!.width]).toEqual(['images', 64, 8]);
    expect(dataset.labels).toBeUndefined();
    const x = dataset.sample(1, createRng(1)).map((v) => Math.round(v * dataset.scale + dataset.mean[0]!));
    expect([x[0], x[7]]).toEqual([10, 200]);
    expect(notes).toEqual(['20 of 20 images were resized to 8 × 8, their middle square.']);
  });

  test('are decoded only if the header passes', async () => {
    const huge = picture('png');
    huge.set([0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20], 16);
    const spy = vi.fn(decode);
    const { notes } = await createImages([file('big.png', huge), ...many(20)], { side: 28, decode: spy });
    expect(spy).toHaveBeenCalledTimes(20);
    expect(notes[0]).toBe(
      'big.png: 20,000 × 20,000 pixels (limits: 16,000,000 in all, 8,192 a side). Resize it first.',
    );
  });

  test('that are peculiar are used, and the reader is told', async () => {
    const odd = [
      file('anim.gif', picture('animatedGif')),
      file('print.jpg', picture('cmyk')),
      file('cat.png', picture('webp')),
      file('deep.png', picture('png16')),
    ];
    const { notes, dataset } = await createImages([...odd, ...many(16)], { side: 8, decode });
    expect(dataset.images!.labels).toHaveLength(20);
    expect(notes.slice(0, 3)).toEqual([
      'anim.gif: only the first frame is used.',
      'print.jpg: its colours are for print (CMYK), so its greys are approximate.',
      'cat.png: by its contents this is WebP, and it is read so.',
    ]);
  });

  test('that cannot be used are left out, each with its sentence', async () => {
    const blank: Decode = async (_, { width, height }) => ({ width, height, rgba: new Uint8Array(4 * width * height) });
    const other: Decode = async () => ({ width: 3, height: 3, rgba: new Uint8Array(36) });
    const short: Decode = async (_, { width, height }) => ({ width, height, rgba: new Uint8Array(5) });
    const byName: Decode = (image, header) =>
      (({ blank, other, short }) as Record<string, Decode>)[image.name]?.(image, header) ?? decode(image, header);
    const { dataset, notes } = await createImages([file('blank'), file('other'), file('short'), ...many(20)], {
      side: 8,
      decode: byName,
    });
    expect(dataset.images!.labels).toHaveLength(20);
    expect(notes.slice(0, 3)).toEqual([
      'blank: all pixels are equal; a model cannot learn from it. Skipped.',
      'other: its header says 7 × 5 pixels, and 3 × 3 were in it. Skipped.',
      'short: its header says 7 × 5 pixels, and 7 × 5 were in it. Skipped.',
    ]);
  });

  test('may lie on their side, as photographs do', async () => {
    const turned: Decode = async (image, header) =>
      decode(image, { ...header, width: header.height, height: header.width });
    expect((await createImages(many(20), { side: 8, decode: turned })).dataset.dim).toBe(64);
  });

  test('too few are refused, with the reasons', async () => {
    const promise = createImages([...many(18), file('a.svg', new Uint8Array(9)), file('b.svg', new Uint8Array(9))], {
      side: 8,
      decode,
    });
    await expect(promise).rejects.toThrow(BadInput);
    await expect(promise).rejects.toThrow(
      '18 of 20 images can be used; at least 20 are needed. a.svg: this format is not supported',
    );
    await expect(createImages([], { side: 8, decode })).rejects.toThrow('0 of 0 images can be used');
  });

  test('too many are cut, and many remarks are counted', async () => {
    const quick: Decode = async (image, header) => decode(image, { ...header, width: 7, height: 5 });
    const { dataset, notes } = await createImages(many(imagesLimits.files + 10), { side: 8, decode: quick });
    expect(dataset.images!.labels).toHaveLength(5000);
    expect(notes[0]).toContain('5,010 images chosen; the first 5,000 are used');
    const wrong = Array.from({ length: 30 }, (_, k) => file(`${k}.gif`));
    const told = (await createImages(wrong, { side: 8, decode })).notes;
    expect(told).toHaveLength(8 + 1 + 1);
    expect(told[8]).toBe('And 22 more remarks of this kind.');
  });

  test('can be stopped, and tell how far they are', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const progress = (read: number, of: number) => {
      seen.push(read);
      if (read === 3) stop.abort(new Error(`stopped after 3 of ${of}`));
    };
    await expect(createImages(many(20), { side: 8, decode, progress, signal: stop.signal })).rejects.toThrow('3 of 20');
    expect(seen).toEqual([1, 2, 3]);
  });

  test('pass a programming error on instead of calling it a bad file', async () => {
    const broken: Decode = () => Promise.reject(new TypeError('decode is broken'));
    await expect(createImages(many(20), { side: 8, decode: broken })).rejects.toThrow(TypeError);
  });
});
