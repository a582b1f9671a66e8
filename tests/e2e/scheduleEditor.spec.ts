/** The schedule editor: a broken chain, its cure, and a curve that is drawn. No training: it takes seconds. */
import { expect, test } from './book.ts';

test('a rescaled chain samples where the broken one missed, and a dragged curve becomes the schedule', async ({
  page,
  complaints,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // samples arrive at once
  await page.goto('chapters/schedules-parameterisations-weights/');
  const figure = page.locator('[data-demo="schedule-editor"]');
  await figure.scrollIntoViewIfNeeded();
  expect(Number(await figure.getAttribute('data-shift'))).toBeLessThan(-1.4);
  await figure.getByRole('checkbox', { name: 'rescale' }).check();
  await expect(figure).toHaveAttribute('data-state', 'done');
  expect(Math.abs(Number(await figure.getAttribute('data-shift')))).toBeLessThan(0.1);
  expect(Number(await figure.getAttribute('data-alpha-bar'))).toBeLessThan(1e-4);
  expect(Number(await figure.getAttribute('data-width'))).toBeLessThan(0.8); // the other fault

  const handle = figure.locator('[data-handle="h2"]');
  const box = (await handle.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 20, { steps: 4 });
  await page.mouse.up();
  await expect(figure.locator('select[name="schedule"]')).toHaveValue('drawn');
  const before = Number(await figure.locator('input[name="h2"]').inputValue());
  expect(before).toBeGreaterThan(0.3);
  await figure.locator('input[name="h2"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(figure.locator('input[name="h2"]')).toHaveValue(String(Number((before + 0.1).toFixed(1))));
  await expect(figure).toHaveAttribute('data-state', 'done');
  await figure.getByRole('button', { name: 'Reset' }).click();
  await expect(figure).toHaveAttribute('data-state', 'idle');
  expect(Number(await figure.getAttribute('data-shift'))).toBeLessThan(-1.4);
  expect(complaints).toEqual([]);
});
