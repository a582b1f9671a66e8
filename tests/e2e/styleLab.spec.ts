/** The trained StyleGAN: its committed weights load below the site's base, and it draws in the page what the build drew. On wasm. */
import { expect, test } from './book.ts';

test('the weights load, the recorded numbers come again, and at ψ = 0 all images are one', async ({
  page,
  complaints,
}) => {
  const weights = page.waitForResponse((response) => response.url().endsWith('/book/checkpoints/digits-stylegan.bin'));
  await page.goto('chapters/the-ideas-of-stylegan/?backend=wasm');
  const figure = page.locator('[data-demo="style-lab"]');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.locator('[data-part="sentence"]')).toContainText('as drawn when this page was built');
  const attribute = async (name: string) => Number(await figure.getAttribute(`data-${name}`));
  const recorded = { diversity: await attribute('diversity'), confidence: await attribute('confidence') };
  await figure.getByRole('button', { name: 'Sweep' }).click();
  expect((await weights).status()).toBe(200);
  await expect.poll(() => attribute('psi'), { timeout: 30_000 }).toBeLessThan(0.9);
  await figure.getByRole('button', { name: 'Pause' }).click();
  await expect(figure).toHaveAttribute('data-state', 'paused');
  await expect(figure).toHaveAttribute('data-images', '48');
  await expect(figure.locator('[data-plot="sheet"] canvas')).toBeVisible();
  const set = async (psi: number) => {
    await figure.locator('input[name="psi"]').fill(String(psi));
    await expect(figure).toHaveAttribute('data-psi', String(psi));
  };
  await set(1);
  expect(Math.abs((await attribute('diversity')) - recorded.diversity)).toBeLessThan(5e-4); // float32 here, float64 there
  expect(Math.abs((await attribute('confidence')) - recorded.confidence)).toBeLessThan(5e-4);
  await set(0);
  expect(await attribute('diversity')).toBe(0);
  expect(await attribute('classes')).toBe(1);
  await expect(figure.locator('[data-part="sentence"]')).toContainText('all images are one');
  expect(complaints).toEqual([]);
});
