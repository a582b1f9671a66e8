/** The measured triangle: axes and families change what is shown, a mark is named, and this machine is timed. */
import { expect, test } from './book.ts';

test('a family leaves the plot, a mark is named, and a press times this machine', async ({ page, complaints }) => {
  await page.goto('chapters/trade-offs/');
  const figure = page.locator('trade-offs');
  const plot = figure.locator('[data-plot="triangle"]');
  await plot.scrollIntoViewIfNeeded();
  const shown = async () => Number(await figure.getAttribute('data-shown'));
  const all = await shown();
  expect(all).toBeGreaterThan(10); // the recorded study is there before a press
  await figure.locator('input[name="gan"]').uncheck();
  await expect.poll(shown).toBeLessThan(all);
  await figure.locator('input[name="gan"]').check();
  await expect.poll(shown).toBe(all);
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  const name = (await figure.getAttribute('data-pick'))!;
  expect(name).not.toBe('');
  await expect(figure.locator('[data-part="sentence"]')).toContainText(name);
  await figure.getByRole('button', { name: 'Time my machine' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  const [gan, edm] = await Promise.all(['gan', 'edm'].map(async (of) => Number(await figure.getAttribute(`data-here-${of}`)))); // prettier-ignore
  expect(gan).toBeGreaterThan(0);
  expect(edm! / gan!).toBeGreaterThan(10); // 35 evaluations of a network of twice the size, against one
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-here-gan', '');
  expect(complaints).toEqual([]);
});
