/** Two densities dragged by a pointer, by keys, and pulled apart by the button. No training: it takes seconds. */
import { expect, test } from './book.ts';

test('two densities follow pointer and keys, and apart JS sticks at log 2 while W1 is the distance', async ({
  page,
  complaints,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // the button arrives at once
  await page.goto('chapters/distances-between-distributions/');
  const figure = page.locator('[data-demo="two-densities"]');
  const plot = figure.locator('[data-plot="line"]');
  await plot.scrollIntoViewIfNeeded();
  await plot.hover();
  await expect(figure).toHaveAttribute('data-awake', '');
  await expect(figure).toHaveAttribute('data-theta', '2.000');
  const box = (await plot.boundingBox())!;
  const at = (x: number) => box.x + 40 + ((box.width - 50) * (x + 8)) / 16;
  await page.mouse.move(at(1.3), box.y + 0.25 * box.height);
  await page.mouse.down();
  await page.mouse.move(at(2.3), box.y + 0.25 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect(figure).toHaveAttribute('data-theta', '3.000');
  await figure.locator('input[name="cp"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(figure).toHaveAttribute('data-theta', '3.050');
  await figure.locator('select[name="shape"]').selectOption('boxes');
  await expect(figure.locator('[data-out="kl"]')).toHaveText('∞');
  await figure.getByRole('button', { name: 'Separate the supports' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done');
  await expect(figure).toHaveAttribute('data-js', Math.LN2.toFixed(6));
  await expect(figure).toHaveAttribute('data-w1', '8.000000');
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-theta', '2.000');
  expect(complaints).toEqual([]);
});
