/** The measured triangle: axes and families change what is shown, a mark is named, and this machine is timed. */
import { expect, test } from './book.ts';
import { inWorker } from './inject.ts';

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

test('a draw that takes long says how far it is, and Stop ends it then and there', async ({ page, complaints }) => {
  const slow = 'const now = performance.now.bind(performance); performance.now = () => 30 * now();'; // what a slow machine sees
  await page.addInitScript(slow);
  await inWorker(
    page,
    `${slow}
    const send = self.postMessage.bind(self);
    self.postMessage = (message, ...rest) => {
      if (message?.value?.value?.name === 'Stopped') console.info('A question was stopped.');
      send(message, ...rest);
    };`,
  );
  await page.goto('chapters/trade-offs/');
  const figure = page.locator('trade-offs');
  await figure.scrollIntoViewIfNeeded();
  await figure.getByRole('button', { name: 'Time my machine' }).click();
  const sentence = figure.locator('[data-part="sentence"]');
  await expect(sentence).toHaveText(
    /^Timing your machine, model 2 of 3: draw \d of 4, step \d+ of 18, \d+:\d\d left …$/,
    {
      timeout: 60_000,
    },
  );
  const stopped = page.waitForEvent('console', (message) => message.text() === 'A question was stopped.');
  await figure.getByRole('button', { name: 'Stop' }).click();
  await stopped;
  await expect(figure).toHaveAttribute('data-state', 'paused');
  await expect(sentence).not.toContainText('Timing');
  expect(Number(await figure.getAttribute('data-here-gan'))).toBeGreaterThan(0);
  await expect(figure).toHaveAttribute('data-here-edm', '');
  await figure.getByRole('button', { name: 'Time my machine' }).click();
  await expect(sentence).toContainText('model 2 of 3: draw', { timeout: 60_000 });
  await expect(figure.locator('[data-part="error"]')).toBeHidden();
  expect(complaints).toEqual([]);
});
