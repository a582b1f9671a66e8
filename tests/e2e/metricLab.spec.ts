/** The metric lab: a sampler is mended, broken, and made to copy; the metrics follow. No training: it takes seconds. */
import { expect, test } from './book.ts';

test('metrics follow the faults, and copies are seen by those that look at the training set', async ({
  page,
  complaints,
}) => {
  await page.goto('chapters/evaluation/');
  const figure = page.locator('[data-demo="metric-lab"]');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure).toHaveAttribute('data-noticed', /hq/);
  await figure.getByRole('button', { name: 'Mend' }).click();
  await expect(figure).toHaveAttribute('data-noticed', '');
  expect(Number(await figure.getAttribute('data-hq'))).toBeCloseTo(1 - Math.exp(-4.5), 1);

  await figure.locator('input[name="copies"]').fill('1');
  await expect(figure).toHaveAttribute('data-noticed', 'nearest closer');
  await figure.locator('select[name="reference"]').selectOption('train');
  await expect(figure).toHaveAttribute('data-frechet', '0.000000');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('better than perfect');

  await figure.locator('select[name="data"]').selectOption('grid25'); // its band is measured first
  await expect(figure.locator('[data-part="sentence"]')).toContainText('Measuring what a perfect sampler');
  await expect(figure.locator('[data-part="sentence"]')).toContainText('copies of training points', {
    timeout: 30_000,
  });
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-noticed', /hq/);
  await expect(figure).toHaveAttribute('data-state', 'idle');
  await expect(figure.locator('input[name="width"]')).toHaveValue('1.4');
  expect(complaints).toEqual([]);
});
