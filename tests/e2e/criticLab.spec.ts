/** The critic between two points, trained in the page. No tensors: it takes seconds. */
import { expect, test } from './book.ts';

test('a critic under the gradient penalty prints the gap of the closed form, not the distance', async ({
  page,
  complaints,
}) => {
  await page.goto('chapters/losses-and-regularisers/');
  const figure = page.locator('[data-demo="critic-lab"]');
  await figure.scrollIntoViewIfNeeded();
  await figure.getByRole('button', { name: 'Train' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 15_000 });
  await expect(figure).toHaveAttribute('data-expected', '4');
  expect(Number(await figure.getAttribute('data-gap'))).toBeCloseTo(4, 2);
  // The distance is changed by its slider: the same critic goes on, and comes to rest elsewhere.
  await figure.locator('input[name="theta"]').fill('1');
  await expect(figure).toHaveAttribute('data-expected', '1.5');
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 15_000 });
  expect(Number(await figure.getAttribute('data-gap'))).toBeCloseTo(1.5, 2);
  // Least squares without a regulariser stops at 2, wherever the points are dragged.
  await figure.locator('select[name="regulariser"]').selectOption('none');
  await figure.locator('select[name="loss"]').selectOption('leastSquares');
  const plot = figure.locator('[data-plot="line"]');
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + 0.8 * box.width, box.y + 0.3 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.9 * box.width, box.y + 0.3 * box.height, { steps: 3 });
  await page.mouse.up();
  expect(Number(await figure.getAttribute('data-theta'))).toBeGreaterThan(2);
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 15_000 });
  expect(Number(await figure.getAttribute('data-gap'))).toBeCloseTo(2, 2);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-theta', '2.00');
  await expect(figure).toHaveAttribute('data-state', 'idle');
  expect(complaints).toEqual([]);
});
