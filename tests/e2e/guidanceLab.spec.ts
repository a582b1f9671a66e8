/** Guided samples against their closed forms, then an edit and an inpainting, live. No training: seconds. */
import { expect, test } from './book.ts';

test('guided points have the predicted variances, and the other experiments draw', async ({ page, complaints }) => {
  test.slow();
  await page.goto('chapters/conditioning-and-control/');
  const figure = page.locator('[data-demo="guidance-lab"]');
  const numbers = (...names: string[]) =>
    figure.evaluate((element: HTMLElement, wanted) => wanted.map((name) => Number(element.dataset[name])), names);
  await figure.scrollIntoViewIfNeeded();
  const recorded = await numbers('firstVariance', 'secondVariance');
  await figure.getByRole('button', { name: 'Draw' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  expect(await numbers('firstVariance', 'secondVariance')).toEqual(recorded); // the same points as at build time
  await figure.locator('input[name="gamma"]').focus();
  await page.keyboard.press('End');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('γ = 6.0');
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const [ode, theory] = await numbers('firstVariance', 'firstTheory');
  expect(theory).toBeCloseTo(1 / 32, 3);
  expect(Math.abs(ode! / theory! - 1)).toBeLessThan(0.1);

  await figure.locator('select[name="experiment"]').selectOption('editing');
  await expect(figure.locator('input[name="strength"]')).toBeVisible();
  await expect(figure.locator('input[name="gamma"]')).toBeHidden();
  await expect.poll(() => numbers('points')).not.toEqual([0]);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure.locator('[data-value-of="gamma"]')).toHaveText('3.0');
  expect(complaints).toEqual([]);
});
