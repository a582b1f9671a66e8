/** The linear VAE, trained to its end, then turned by another encoder. It takes seconds. */
import { expect, test } from './book.ts';

test('a linear VAE ends on probabilistic PCA, and a diagonal encoder turns its columns', async ({
  page,
  complaints,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // one press runs to the end
  await page.goto('chapters/variational-autoencoder/');
  const figure = page.locator('[data-demo="linear-vae"]');
  await figure.locator('[data-plot="plane"]').scrollIntoViewIfNeeded();
  await figure.locator('select[name="encoder"]').selectOption('full');
  await expect(figure).toHaveAttribute('data-step', '0');
  await figure.getByRole('button', { name: 'Train' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done');
  const number = async (name: string) => Number(await figure.getAttribute(`data-${name}`));
  expect(await number('variance')).toBeCloseTo(0.25, 4); // the eigenvalue that is left out
  expect((await number('best')) - (await number('bound'))).toBeLessThan(1e-5);
  expect(await number('off')).toBeGreaterThan(3);
  await figure.locator('select[name="encoder"]').selectOption('diagonal');
  await expect(figure).toHaveAttribute('data-state', 'paused');
  await figure.getByRole('button', { name: 'Train' }).click();
  await expect(figure).toHaveAttribute('data-state', 'done');
  expect(await number('off')).toBeLessThan(0.1);
  await figure.locator('select[name="data"]').selectOption('digits');
  await expect(figure).toHaveAttribute('data-data', 'digits');
  await figure.getByRole('button', { name: 'Step' }).click();
  await expect(figure).toHaveAttribute('data-step', '1');
  expect(complaints).toEqual([]);
});
