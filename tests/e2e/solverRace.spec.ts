/** The solver race: a change of eta is measured at once, and a race finds the orders of the theorem. */
import { expect, test } from './book.ts';

test('raising eta leaves Euler and moves DDIM, and a race measures order one and two', async ({ page, complaints }) => {
  await page.goto('chapters/fast-samplers/');
  const figure = page.locator('solver-race');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure).toHaveAttribute('data-rows', '7'); // the recorded race is there before a press
  const euler = figure.locator('[data-out="value-euler"]');
  const ddim = figure.locator('[data-out="value-ddim"]');
  await expect(ddim).toHaveText((await euler.textContent())!);
  await figure.locator('input[name="eta"]').fill('1');
  await expect(figure).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(ddim).not.toHaveText((await euler.textContent())!);
  await figure.getByRole('button', { name: 'Race' }).click();
  await expect(figure).toHaveAttribute('data-state', 'running');
  await expect(figure).toHaveAttribute('data-rows', '7', { timeout: 90_000 });
  const slope = async (name: string) => Number(await figure.getAttribute(`data-slope-${name}`));
  expect(Math.abs((await slope('euler')) + 1)).toBeLessThan(0.1);
  expect(Math.abs((await slope('heun')) + 2)).toBeLessThan(0.3);
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-rows', '0');
  expect(complaints).toEqual([]);
});
