/** The museum of faults: a run is made on a press, an answer is answered, and the sound run stands beside it. */
import { expect, test } from './book.ts';

test('a fault is run, asked about, and shown beside the sound run', async ({ page, complaints }) => {
  await page.goto('museum/');
  const room = page.locator('fault-exhibit[data-fault="double-sigmoid"]');
  await room.scrollIntoViewIfNeeded();
  await room.getByRole('button', { name: 'A learning rate that is too small.' }).click();
  await expect(room.locator('[data-out="reply"]')).toContainText('The sound run has the same rate');
  await expect(room.locator('details.cause')).not.toHaveAttribute('open');
  await room.getByLabel('Show the sound run').check();
  await expect.poll(async () => Number(await room.getAttribute('data-sound'))).toBeGreaterThan(0.7);
  expect(Number(await room.getAttribute('data-planted'))).toBeLessThan(0.7);
  await room.getByRole('button', { name: 'Train' }).click();
  await expect(room).toHaveAttribute('data-state', 'running');
  await expect.poll(async () => Number(await room.getAttribute('data-step'))).toBeLessThan(1000);
  await expect(room).toHaveAttribute('data-state', 'done', { timeout: 20_000 });
  await room.getByRole('button', { name: 'Beliefs that cannot fall below one half.' }).click();
  await expect(room.locator('details.cause')).toHaveAttribute('open', '');
  expect(complaints).toEqual([]);
});
