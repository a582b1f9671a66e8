/** A reader's own data in the race: a table, a drawing, MNIST's two files. None of them leaves the machine. */
import AxeBuilder from '@axe-core/playwright';
import { smallMnist } from '../helpers/idx.ts';
import { expect, test } from './book.ts';
import { messages, press, stepOf, trainTo } from './inject.ts';
import { openPanel, takeOneStep } from './ownPanel.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const rows = (count: number, row: (i: number) => (number | string)[]) =>
  Array.from({ length: count }, (_, i) => row(i).join(',')).join('\n');
const circle = `when,width,height\n${rows(1204, (i) => [`day ${i}`, Math.cos(i), Math.sin(i)])}`;

test('a table trains, a bad one says why and leaves the run alone, and a link does not contain it', async ({
  page,
  complaints,
}) => {
  const { race, panel, told } = await openPanel(page);
  await panel.locator('[data-own="table-file"]').setInputFiles(file('circle.csv', circle));
  await expect(told).toContainText('Your table, 1,204 points. circle.csv has 3 columns, 2 of them numbers.');
  await expect(panel.getByLabel('Across')).toHaveValue('width');
  await expect(panel.getByLabel('Up')).toHaveValue('height');
  await panel.getByRole('button', { name: 'Race on this table' }).click();
  await expect(race).toHaveAttribute('data-set', 'table');
  await expect(race.locator('select[name="data"]').locator('option:checked')).toHaveText('Your table, 1,204 points');
  await trainTo(race, 5);
  await expect(race).toHaveAttribute('data-backend', 'wasm');
  await expect(race).toHaveAttribute('data-kind', 'points');

  await panel.locator('[data-own="table-file"]').setInputFiles(file('bad.csv', `a,b\n${rows(30, (i) => [i])}`));
  await expect(told).toHaveText('bad.csv line 2: 1 value, expected 2.');
  await expect(panel.getByRole('button', { name: 'Race on this table' })).toBeDisabled();
  await expect(race).toHaveAttribute('data-state', 'running');
  const step = await stepOf(race);
  await expect.poll(() => stepOf(race), { timeout: 20_000 }).toBeGreaterThan(step);
  await press(race, 'Pause');
  await press(race, 'Copy link');
  await expect(messages(race)).toContainText('It does not contain your data');
  expect(complaints).toEqual([]);
});

test('a drawing by pointer and by keys trains, and a kept run waits for its data', async ({ page, complaints }) => {
  const { race, panel, told } = await openPanel(page, 'A drawing');
  const use = panel.getByRole('button', { name: 'Race on this drawing' });
  await use.click();
  await expect(told).toHaveText('Nothing is drawn yet. Draw a line, or tap at least two places.');
  const draw = async () => {
    const pad = panel.locator('canvas');
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 60, { steps: 5 });
    await page.mouse.move(box.x + 60, box.y + 220, { steps: 5 });
    await page.mouse.up();
    for (const key of ['ArrowRight', ' ', 'ArrowRight', 'ArrowRight', 'ArrowDown']) await pad.press(key);
    await expect(told).toHaveText(/^Pen down at .*\. 2 strokes\.$/);
    await use.click();
    await expect(messages(race)).toContainText('The race is on: Your drawing, 2 strokes.');
  };
  await draw();
  await trainTo(race, 5);
  await expect(race).toHaveAttribute('data-set', 'drawing');
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-kept', 'saved');
  const kept = Number(await race.getAttribute('data-kept-step'));

  await page.goto('race/');
  await expect(race.locator('[data-part="offer-text"]')).toContainText('It learned from your own data');
  await press(race, 'Continue');
  await expect(messages(race)).toHaveText('This run learns from a drawing of your own. Choose them, then start again.');
  await expect(race).toHaveAttribute('data-state', 'idle');
  await panel.locator('summary').click();
  await panel.getByRole('radio', { name: 'A drawing' }).check();
  await draw();
  await press(race, 'Continue');
  await expect.poll(() => stepOf(race), { timeout: 20_000 }).toBeGreaterThan(kept);
  expect(complaints).toEqual([]);
});

test('MNIST’s two files train, in the format and only in the format', async ({ page, complaints }) => {
  const { race, panel, told } = await openPanel(page);
  await race.locator('select[name="data"]').selectOption('mnist');
  await expect(panel.getByRole('radio', { name: 'MNIST' })).toBeChecked();
  await expect(race).toHaveAttribute('data-set', 'ring');
  const { images, labels } = smallMnist(40);
  const input = (name: 'images' | 'labels', bytes: Uint8Array) =>
    panel
      .locator(`[data-own="mnist-${name}"]`)
      .setInputFiles({ name: `${name}.idx`, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
  await input('images', images);
  await expect(told).toHaveText('Now the file of labels.');
  await input('labels', images);
  await expect(told).toContainText('labels.idx: it has Uint8 values in 3 dimensions; labels are bytes in 1 dimension.');
  await input('labels', labels);
  await expect(told).toHaveText('MNIST digits, 40 images.');
  await panel.getByRole('button', { name: 'Race on these digits' }).click();
  await takeOneStep(race);
  await expect(race).toHaveAttribute('data-kind', 'images');
  await expect(race).toHaveAttribute('data-set', 'mnist');
  expect(complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the panel in ${colorScheme}, and it fits a phone`, async ({ page, complaints }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 780 });
    const { panel } = await openPanel(page);
    await expect(panel.getByRole('button', { name: 'Race on this table' })).toBeDisabled();
    await panel.locator('[data-own="table-file"]').setInputFiles(file('c.csv', circle));
    await expect(panel.getByLabel('Across')).toBeVisible();
    await panel.evaluate((all) => all.querySelectorAll('[data-own]').forEach((part) => part.removeAttribute('hidden')));
    const { violations } = await new AxeBuilder({ page }).include('[data-part="own"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}
