/** A figure's link: copied, opened, its state there again; and a nonsense link answered. No training: it takes seconds. */
import { expect, test } from './book.ts';

test('a copied link brings a figure back as it was, and starts nothing', async ({ page, context, complaints }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('chapters/distances-between-distributions/');
  const figure = page.locator('[data-demo="two-densities"]');
  await figure.locator('select[name="shape"]').selectOption('boxes');
  await figure.locator('input[name="cp"]').focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  await expect(figure).toHaveAttribute('data-theta', '2.500');
  await figure.getByRole('button', { name: 'Copy link' }).click();
  await expect(figure.locator('[data-out="link"]')).toContainText('in the clipboard');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).search).toBe('?two-densities.shape=boxes&two-densities.cp=-1.5');

  const other = await context.newPage();
  await other.goto(link);
  const again = other.locator('[data-demo="two-densities"]');
  await expect(again).toHaveAttribute('data-theta', '2.500');
  await expect(again.locator('select[name="shape"]')).toHaveValue('boxes');
  await expect(again.locator('input[name="cq"]')).toHaveValue('1');
  await expect(again).toHaveAttribute('data-state', 'idle');
  await expect(again.locator('[data-out="link"]')).toBeEmpty();
  expect(complaints).toEqual([]);
});

test('a data set brings its T, a link may bring another, and both are there', async ({ page, complaints }) => {
  const name = 'live-forward';
  await page.goto(
    `chapters/forward-process-and-noise-loss/?${name}.data=grid25&${name}.T=1000&${name}.t=777#fig-${name}`,
  );
  const figure = page.locator('[data-demo="forward-reverse"]');
  await expect(figure.locator('select[name="T"]')).toHaveValue('1000');
  await expect(figure.locator('input[name="t"]')).toHaveValue('777');
  await expect(figure.locator('select[name="data"]')).toHaveValue('grid25');
  await expect(figure).toHaveAttribute('data-state', 'idle');
  expect(complaints).toEqual([]);
});

test('a figure far from the view sleeps on, and a nonsense link is answered beside the figure', async ({
  page,
  complaints,
}) => {
  const name = 'dirac-live';
  await page.goto(`chapters/gradient-dynamics/?${name}.h=NaN&${name}.method=magic&${name}.psi0=-9&${name}.x=1`);
  const figure = page.locator('[data-demo="dirac-gan"]');
  await page.waitForTimeout(500);
  await expect(figure.locator('[data-live]')).toHaveCount(0);
  await figure.scrollIntoViewIfNeeded();
  const told = figure.locator('[data-out="link"]');
  await expect(told).toContainText('Step h: “NaN” is not a number');
  await expect(told).toContainText('“magic” is not one of simultaneous');
  await expect(told).toContainText('using -2.45');
  await expect(told).toContainText('no setting “x”');
  await expect(figure.locator('input[name="psi0"]')).toHaveValue('-2.45');
  await expect(figure.locator('input[name="h"]')).toHaveValue('0.2');
  await expect(figure).toHaveAttribute('data-state', 'idle');
  await page.goto(`chapters/gradient-dynamics/?nobody.h=1#fig-${name}`);
  await expect(told).toContainText('no figure “nobody”');
  expect(complaints).toEqual([]);
});
