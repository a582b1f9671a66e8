/** Points run back under a lambda that is pulled, and the flow's account against the exact density. No training: seconds. */
import { expect, test } from './book.ts';

test('the law stands still under lambda, few steps break it, and the flow knows the density', async ({
  page,
  complaints,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // the buttons arrive at once
  await page.goto('chapters/sdes-and-likelihood/');
  const figure = page.locator('[data-demo="sde-family"]');
  await figure.scrollIntoViewIfNeeded();
  const recorded = Number(await figure.getAttribute('data-gap'));
  await figure.getByRole('button', { name: 'Run backwards' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done');
  await expect(figure).toHaveAttribute('data-whole', 'true');
  await expect(figure).toHaveAttribute('data-gap', recorded.toFixed(4)); // the same run as at build time
  await figure.locator('input[name="lambda"]').focus();
  await page.keyboard.press('Home');
  await expect(figure).toHaveAttribute('data-lambda', '0.00');
  await expect(figure).toHaveAttribute('data-whole', 'true');
  expect(Number(await figure.getAttribute('data-worst'))).toBeLessThan(2 / Math.sqrt(1000));
  await figure.locator('select[name="steps"]').selectOption('20');
  await expect(figure).toHaveAttribute('data-steps', '20');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('With 20 steps the walk is not the equation');

  await figure.locator('[data-part="start"]').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(figure.locator('[data-value-of="px"]')).toHaveText('−0.25');
  await figure.getByRole('button', { name: 'Integrate' }).click();
  const [exact, flow] = await figure.evaluate((e: HTMLElement) => [e.dataset['exact'], e.dataset['flow']].map(Number));
  expect(Math.abs(flow! - exact!)).toBeLessThan(1e-6);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-state', 'idle');
  await expect(figure.locator('[data-value-of="px"]')).toHaveText('0.00');
  expect(complaints).toEqual([]);
});
