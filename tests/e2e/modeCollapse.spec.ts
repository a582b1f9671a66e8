/** The race of GAN losses: pressed, it trains; another loss joins it on the charts. On wasm: every browser has it. */
import { expect, test } from './book.ts';

test('a loss trains beside its recorded runs, and modes come and are counted', async ({ page, complaints }) => {
  await page.goto('chapters/mode-collapse/?backend=wasm');
  const figure = page.locator('[data-demo="mode-collapse"]');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.locator('[data-part="sentence"]')).toContainText('A recorded run, non-saturating');
  await figure.locator('select[name="arm"]').selectOption('relativistic');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('all 8 modes are hit');
  await figure.getByRole('button', { name: 'Train' }).click();
  await expect
    .poll(async () => Number(await figure.getAttribute('data-step')), { timeout: 60_000 })
    .toBeGreaterThan(150);
  await expect.poll(async () => Number(await figure.getAttribute('data-modes')), { timeout: 30_000 }).toBe(8);
  await figure.getByRole('button', { name: 'Pause' }).click();
  await expect(figure).toHaveAttribute('data-state', 'paused');
  const hq = Number(await figure.getAttribute('data-hq'));
  expect(hq).toBeGreaterThan(0.05);
  expect(hq).toBeLessThan(1);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-state', 'idle');
  await expect(figure.locator('[data-out="led"]')).toHaveText('recorded');
  expect(complaints).toEqual([]);
});
