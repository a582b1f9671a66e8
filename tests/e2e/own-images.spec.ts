/** A reader's own images in the race: unpacked by the browser, made small and grey, and each that cannot be used in a sentence. */
import { greyPng } from '../../src/lib/book/png.ts';
import { expect, test } from './book.ts';
import { chosen, openPanel, takeOneStep, type TestFile } from './ownPanel.ts';

const picture = (k: number, width = 8, height = width) =>
  greyPng(
    Uint8Array.from({ length: width * height }, (_, i) => (37 * i + 11 * k) % 256),
    width,
    height,
  );
const pictures = (count: number): TestFile[] =>
  Array.from({ length: count }, (_, k) => ({ name: `${k}.png`, content: picture(k) }));
/** Grey all over, but for one pixel. */
const grey = (pixel: number) => greyPng(new Uint8Array(64).fill(128).fill(pixel, 20, 21), 8, 8);
/** A picture some of whose bytes are others. */
function altered(at: number, ...bytes: number[]): Uint8Array {
  const file = picture(0);
  file.set(bytes, at);
  return file;
}
const text = (content: string) => new TextEncoder().encode(content);

test('twenty-four small images train at 8 × 8, and are read again for another size', async ({ page, complaints }) => {
  const { race, panel, told } = await openPanel(page, 'Small images');
  const use = panel.getByRole('button', { name: 'Race on these images' });
  await expect(use).toBeDisabled();
  await panel.locator('[data-own="image-files"]').setInputFiles(chosen(pictures(24)));
  await expect(told).toHaveText('Your images, 24 of 8 × 8 pixels.');
  await panel.getByLabel('Size').selectOption('28');
  await expect(told).toHaveText(
    'Your images, 24 of 28 × 28 pixels. 24 of 24 images were resized to 28 × 28, their middle square.',
  );
  await panel.getByLabel('Size').selectOption('8');
  await expect(told).toHaveText('Your images, 24 of 8 × 8 pixels.');
  await use.click();
  await takeOneStep(race);
  await expect(race).toHaveAttribute('data-set', 'images');
  await expect(race).toHaveAttribute('data-kind', 'images');
  await expect(race.locator('select[name="data"]').locator('option:checked')).toHaveText(
    'Your images, 24 of 8 × 8 pixels',
  );
  expect(complaints).toEqual([]);
});

test('images that cannot be used are left out, each with its sentence', async ({ page, complaints }) => {
  const { panel, told } = await openPanel(page, 'Small images');
  const field = panel.locator('[data-own="image-files"]');
  const use = panel.getByRole('button', { name: 'Race on these images' });
  const odd: [TestFile, string][] = [
    [
      { name: 'blank.png', content: grey(128) },
      'blank.png: all pixels are equal; a model cannot learn from it. Skipped.',
    ],
    [
      { name: 'big.png', content: altered(16, 0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20) },
      'big.png: 20,000 × 20,000 pixels (limits: 16,000,000 in all, 8,192 a side). Resize it first.',
    ],
    [{ name: 'cut.png', content: picture(0).slice(0, -20) }, 'cut.png: the file ends early. Is it fully downloaded?'],
    [
      { name: 'damaged.png', content: altered(41, 0, 0, 0, 0) },
      'damaged.png: the browser cannot unpack it; it may be damaged. Skipped.',
    ],
    [
      { name: 'photo.heic', content: text('\0\0\0\x18ftypheic\0\0\0\0') },
      'photo.heic: this format is not supported. Use PNG, JPEG, WebP or GIF.',
    ],
    [
      { name: 'drawing.svg', content: text('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      'drawing.svg: this format is not supported. Use PNG, JPEG, WebP or GIF.',
    ],
    [{ name: 'cat.jpg', content: picture(1) }, 'cat.jpg: by its contents this is PNG, and it is read so.'],
  ];
  const used = [
    ...pictures(20),
    { name: 'almost.png', content: grey(129) }, // one level of one pixel: nothing is lost on the way
    ...[9, 12, 30].map((width) => ({ name: `${width}.png`, content: picture(2, width, 12) })),
  ];
  await field.setInputFiles(chosen([...odd.map(([file]) => file), ...used]));
  const sentences = odd.map(([, sentence]) => sentence);
  await expect(told).toHaveText(
    ['Your images, 25 of 8 × 8 pixels.', ...sentences]
      .concat('3 of 25 images were resized to 8 × 8, their middle square.')
      .join(' '),
  );
  await expect(use).toBeEnabled();

  await field.setInputFiles(chosen([odd[0]![0], ...pictures(19)]));
  await expect(told).toHaveText(`19 of 20 images can be used; at least 20 are needed. ${sentences[0]}`);
  await expect(told).toHaveClass(/is-bad/);
  await expect(use).toBeDisabled();
  expect(complaints).toEqual([]);
});

test('a browser that alters pixels is named', async ({ page, complaints }) => {
  await page.addInitScript(() => {
    const { prototype } = OffscreenCanvasRenderingContext2D;
    const read = prototype.getImageData;
    prototype.getImageData = function (...area) {
      const image = read.apply(this, area);
      image.data[0]! ^= 1;
      return image;
    };
  });
  const { panel, told } = await openPanel(page, 'Small images');
  await panel.locator('[data-own="image-files"]').setInputFiles(chosen(pictures(20)));
  await expect(told).toHaveText(
    'Your images, 20 of 8 × 8 pixels. This browser alters the pixels of images a little against fingerprinting (by up to 1 of 255), so results may differ.',
  );
  expect(complaints).toEqual([]);
});
