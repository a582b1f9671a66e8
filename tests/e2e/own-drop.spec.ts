/** Files dropped on the panel for a reader's own data, by the browser itself. */
import { greyPng } from '../../src/lib/book/png.ts';
import { smallMnist } from '../helpers/idx.ts';
import { expect, test } from './book.ts';
import { drag, openPanel, takeOneStep, type TestFile } from './ownPanel.ts';

const line = (name: string, count: number): TestFile => ({
  name,
  content: `x,y\n${Array.from({ length: count }, (_, i) => `${i},${(7 * i) % 10}`).join('\n')}`,
});
const png = (name: string, k = 0): TestFile => ({
  name,
  content: greyPng(
    Uint8Array.from({ length: 64 }, (_, i) => (37 * i + k) % 256),
    8,
    8,
  ),
});
const { images, labels } = smallMnist(40);
const mnistImages = { name: 't10k-images-idx3-ubyte', content: images };
const mnistLabels = { name: 't10k-labels-idx1-ubyte', content: labels };

test('a table that is dropped is in its field, stays when another way is looked at, and trains', async ({
  page,
  complaints,
}) => {
  const { race, panel, told } = await openPanel(page, 'A table');
  const place = panel.getByText('Choose a file, or drop it here.');
  const field = panel.locator('[data-own="table-file"]');
  await field.setInputFiles({ name: 'chosen.csv', mimeType: 'text/csv', buffer: Buffer.from(line('', 25).content) });
  await expect(told).toContainText('Your table, 25 points. chosen.csv has 2 columns');
  await drag(page, place, [line('dropped.csv', 30)]);
  await expect(told).toContainText('Your table, 30 points. dropped.csv has 2 columns');
  expect(await field.evaluate((input: HTMLInputElement) => input.files![0]!.name)).toBe('dropped.csv');
  await panel.getByRole('radio', { name: 'A drawing' }).check();
  await expect(told).toHaveText('');
  await panel.getByRole('radio', { name: 'A table' }).check();
  await expect(told).toContainText('Your table, 30 points. dropped.csv has 2 columns');
  await panel.getByRole('button', { name: 'Race on this table' }).click();
  await takeOneStep(race);
  await expect(race).toHaveAttribute('data-set', 'table');
  expect(complaints).toEqual([]);
});

test('MNIST’s files are dropped together in any order, or one by one', async ({ page, complaints }) => {
  const { panel, told } = await openPanel(page, 'MNIST');
  const place = panel.getByText('Choose them, or drop both here.');
  const names = () =>
    panel
      .locator('[data-own="mnist-images"], [data-own="mnist-labels"]')
      .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).files![0]?.name));
  const clear = async () => {
    for (const name of ['images', 'labels']) await panel.locator(`[data-own="mnist-${name}"]`).setInputFiles([]);
    await expect(told).toHaveText('');
  };
  for (const pair of [
    [mnistImages, mnistLabels],
    [mnistLabels, mnistImages],
  ]) {
    await drag(page, place, pair);
    await expect(told).toHaveText('MNIST digits, 40 images.');
    expect(await names()).toEqual([mnistImages.name, mnistLabels.name]);
    await clear();
  }
  await drag(page, place, [mnistLabels]);
  await expect(told).toHaveText('Now the file of images.');
  await drag(page, place, [{ ...mnistImages, name: 'a' }]);
  await expect(told).toHaveText('MNIST digits, 40 images.');
  await clear();
  // Names that say nothing: each is for the field on which it is dropped.
  await drag(page, panel.locator('[data-own="mnist-labels"]'), [{ ...mnistLabels, name: 'b' }]);
  await expect(told).toHaveText('Now the file of images.');
  await drag(page, panel.locator('[data-own="mnist-images"]'), [{ ...mnistImages, name: 'a' }]);
  await expect(told).toHaveText('MNIST digits, 40 images.');
  expect(await names()).toEqual(['a', 'b']);
  expect(complaints).toEqual([]);
});

test('files of another kind are a sentence, and what was there stays', async ({ page, complaints }) => {
  const { panel, told } = await openPanel(page, 'A table');
  const place = panel.getByText('It stays on this machine');
  const show = (way: string) => panel.getByRole('radio', { name: way }).check();
  const refused = async (sentence: string, ...files: TestFile[]) => {
    await drag(page, place, files);
    await expect(told).toHaveText(sentence);
    await expect(told).toHaveClass(/is-bad/);
  };
  await drag(page, place, [line('points.csv', 30)]);
  await expect(told).toContainText('Your table, 30 points.');
  await refused('cat.png is an image: choose “Small images” above, then drop it again.', png('cat.png'));
  await refused('You dropped 2 files. A table is one file: drop one of them.', line('a.csv', 30), line('b.csv', 30));
  await expect(panel.getByRole('button', { name: 'Race on this table' })).toBeEnabled();
  await show('A drawing');
  await refused('A drawing is drawn here, with a pointer or the arrow keys; it is not a file.', png('cat.png'));
  await show('MNIST');
  await refused('points.csv is a table: choose “A table” above, then drop it again.', line('points.csv', 30));
  await refused(
    'a: the first bytes 78 2C 79 0A are not IDX (images begin with 00 00 08 03, labels with 00 00 08 01).',
    { ...line('', 30), name: 'a' },
    mnistLabels,
  );
  await show('Small images');
  await refused(
    `${mnistImages.name} is a file of MNIST: choose “MNIST” above, then drop them again.`,
    mnistImages,
    mnistLabels,
  );
  await drag(
    page,
    place,
    Array.from({ length: 24 }, (_, k) => png(`${k}.png`, k)),
  );
  await expect(told).toHaveText('Your images, 24 of 8 × 8 pixels.');
  expect(complaints).toEqual([]);
});

test('files that are dropped beside the open panel do not open in place of the page', async ({ page, complaints }) => {
  const { panel, told } = await openPanel(page, 'A table');
  const heading = page.locator('h1');
  await panel.evaluate((own) => {
    const seen: Set<string> = Object.assign(globalThis, { seen: new Set<string>() }).seen;
    for (const type of ['dragover', 'drop'] as const)
      addEventListener(type, ({ defaultPrevented, dataTransfer }) => {
        const marked = own.classList.contains('is-over') ? ', marked' : '';
        seen.add(`${type} ${defaultPrevented ? dataTransfer!.dropEffect : 'is the browser’s'}${marked}`);
      });
  });
  const seen = () =>
    page.evaluate(() => {
      const { seen } = globalThis as unknown as { seen: Set<string> };
      const all = [...seen];
      seen.clear();
      return all;
    });
  const address = page.url();
  await drag(page, heading, [line('points.csv', 30)]);
  expect(await seen()).toEqual(['dragover none']); // and so no drop
  const place = panel.getByText('It stays on this machine');
  await drag(page, place, [line('points.csv', 30)], false);
  expect(await seen()).toEqual(['dragover copy, marked']);
  await place.dispatchEvent('dragleave'); // as where they leave the window: the protocol does not say it
  await expect(panel).not.toHaveClass(/is-over/);
  await expect(told).toHaveText('');
  await panel.locator('summary').click();
  await drag(page, heading, [line('points.csv', 30)], false);
  expect(await seen()).toEqual(['dragover is the browser’s']);
  expect(page.url()).toBe(address);
  expect(complaints).toEqual([]);
});
