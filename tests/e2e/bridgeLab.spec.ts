/** Reflow uncrosses the lines, the jump meets its curve, the denoising law follows the pointer. No training: seconds. */
import { expect, test } from './book.ts';

test('one step misses, reflow mends it, and the other views answer', async ({ page, complaints }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // partners and sweeps arrive at once
  await page.goto('chapters/flow-matching-and-consistency/');
  const figure = page.locator('bridge-lab');
  await figure.scrollIntoViewIfNeeded();
  const number = async (name: string) => Number(await figure.getAttribute(`data-${name}`));
  expect(await number('cost')).toBeGreaterThan(2);
  await figure.locator('input[name="n"]').fill('1');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('everybody lands on the mean');
  const missed = await number('error');
  await figure.getByRole('button', { name: 'Reflow' }).click();
  await expect(figure).toHaveAttribute('data-pairs', 'reflowed');
  expect(await number('error')).toBeLessThan(0.05 * missed);
  expect(await number('cost')).toBeLessThan(0.35);

  await figure.locator('select[name="view"]').selectOption('consistency');
  await figure.locator('input[name="t"]').fill('0.3');
  await expect(figure).toHaveAttribute('data-t', '0.30');
  expect(await number('apart')).toBeLessThan(1e-5);

  await figure.locator('select[name="view"]').selectOption('kernel');
  const plot = figure.locator('[data-plot="main"]');
  await plot.scrollIntoViewIfNeeded();
  const before = await figure.locator('[data-out="weight"]').textContent();
  const box = (await plot.boundingBox())!;
  await page.mouse.click(box.x + 0.7 * box.width, box.y + 0.5 * box.height);
  await expect(figure.locator('[data-out="weight"]')).not.toHaveText(before!);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-view', 'flow');
  await expect(figure).toHaveAttribute('data-pairs', 'random');
  expect(complaints).toEqual([]);
});
