/** The race in a real browser: it trains both models, says what it does, and never holds up the page. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './book.ts';

/** A net and a batch that a software GPU and a busy machine get through. */
const tiny = 'budget=400&batchSize=16&T=50&samplerSteps=5';

const raceOf = (page: Page) => page.locator('[data-demo="race"]').first();
const button = (race: Locator, name: string) => race.getByRole('button', { name, exact: true });
const stepOf = async (race: Locator) => Number(await race.getAttribute('data-step'));
const half = (race: Locator, model: 'gan' | 'ddpm') => race.locator(`[data-model="${model}"]`);

async function open(page: Page, query: string): Promise<Locator> {
  await page.goto(`race/${query}`);
  return raceOf(page);
}

async function trainTo(race: Locator, step: number, timeout = 60_000): Promise<void> {
  if ((await race.getAttribute('data-state')) !== 'running') await button(race, 'Train').click();
  await expect.poll(() => stepOf(race), { timeout }).toBeGreaterThanOrEqual(step);
}

test('on wasm both models train, pause, take one step, and start again', async ({ page, complaints }) => {
  const race = await open(page, '?backend=wasm&seed=7');
  await expect(race).toHaveAttribute('data-state', 'idle');
  await trainTo(race, 60);
  await expect(race).toHaveAttribute('data-state', 'running');
  await expect(race).toHaveAttribute('data-backend', 'wasm');
  await expect(race).toHaveAttribute('data-seed', '7');
  await button(race, 'Pause').click();
  await expect(race).toHaveAttribute('data-state', 'paused');
  const paused = await stepOf(race);
  for (const model of ['gan', 'ddpm'] as const) {
    const part = half(race, model);
    await expect(part).toHaveAttribute('data-step', String(paused));
    await expect
      .poll(async () => Number(await part.getAttribute('data-modes')), { timeout: 20_000 })
      .toBeGreaterThanOrEqual(0);
    await expect(part).toHaveAttribute('data-hq', /^0\.\d+|1\.0000$/);
    await expect(part).toHaveAttribute('data-swd', /^\d+\.\d{4}$/);
  }
  await page.waitForTimeout(700);
  expect(await stepOf(race)).toBe(paused);

  await button(race, 'Step').click();
  await expect(race).toHaveAttribute('data-step', String(paused + 1));
  await page.waitForTimeout(400);
  expect(await stepOf(race)).toBe(paused + 1);

  await button(race, 'Reset').click();
  await expect(race).toHaveAttribute('data-step', '0');
  await expect(race).toHaveAttribute('data-state', 'idle');
  await trainTo(race, 5);
  expect(complaints).toEqual([]);
});

test('on wasm the noise loss on the ring comes within 1.15 of its floor in 1,000 steps', async ({
  page,
  complaints,
}) => {
  test.setTimeout(240_000);
  const race = await open(page, '?backend=wasm&data=ring');
  await button(race, 'Train').click();
  const overFloor = async () => {
    if ((await stepOf(race)) < 100) return Infinity; // the mean of the first steps is not the loss of a trained model
    return half(race, 'ddpm').evaluate(
      (part: HTMLElement) => Number(part.dataset['loss']) / Number(part.dataset['floor']),
    );
  };
  await expect.poll(overFloor, { timeout: 200_000 }).toBeLessThanOrEqual(1.15);
  expect(await stepOf(race)).toBeLessThanOrEqual(1000);
  expect(complaints).toEqual([]);
});

test('on WebGPU, the software adapter, a tiny net takes a few steps to the end', async ({ page, complaints }) => {
  test.setTimeout(300_000);
  const race = await open(page, `?backend=webgpu&${tiny}&steps=4`);
  await button(race, 'Train').click();
  await expect(race).toHaveAttribute('data-state', 'done', { timeout: 240_000 });
  await expect(race).toHaveAttribute('data-backend', 'webgpu');
  await expect(race).toHaveAttribute('data-step', '4');
  expect(Number(await half(race, 'ddpm').getAttribute('data-loss'))).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test('a run ends as done and can be trained on', async ({ page, complaints }) => {
  const race = await open(page, `?backend=cpu&${tiny}&steps=6`);
  await button(race, 'Train').click();
  await expect(race).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(race).toHaveAttribute('data-step', '6');
  await button(race, 'Train').click();
  await expect.poll(() => stepOf(race), { timeout: 30_000 }).toBeGreaterThan(6);
  expect(complaints).toEqual([]);
});

test('a look that takes long says how far it is; Stop ends it, and so does training', async ({ page, complaints }) => {
  test.setTimeout(240_000);
  const race = await open(page, '?backend=cpu&T=1000&sampler=ancestral&samplerSteps=1000&steps=100000');
  const looking = race.locator('[data-out="looking"]');
  const words = /^The diffusion model draws what is (shown|measured): step [\d,]+ of 1,000, \d+:\d\d left\.$/;
  await trainTo(race, 2, 20_000); // not after a thousand steps of an untrained model
  await button(race, 'Pause').click();
  await expect(looking).toHaveText(words, { timeout: 60_000 }); // at rest, with the reader's own sampler
  await expect(race).toHaveAttribute('data-state', 'paused');
  const step = await stepOf(race);
  await button(race, 'Train').click();
  await expect(looking).toBeHidden();
  await trainTo(race, step + 2);
  await button(race, 'Pause').click();
  await expect(looking).toHaveText(words, { timeout: 60_000 });
  await button(race, 'Stop').click();
  await expect(looking).toBeHidden();
  await page.waitForTimeout(2500); // longer than it takes to say something of the next look
  await expect(looking).toBeHidden();
  await expect(button(race, 'Stop')).toBeHidden();
  await expect(race.locator('[data-part="error"]')).toBeHidden();
  expect(complaints).toEqual([]);
});

test('nonsense in the address is answered with sentences, and the race runs all the same', async ({
  page,
  complaints,
}) => {
  const race = await open(
    page,
    '?data=rung&seed=Infinity&T=150&lerning=1&backend=cpu&__proto__=2&budget=400&batchSize=16',
  );
  const messages = race.locator('[data-out="messages"]');
  await expect(messages).toContainText('“rung” is not one of');
  await expect(messages).toContainText('“Infinity” is not a number');
  await expect(messages).toContainText('T = 150 is not offered');
  await expect(messages).toContainText('unknown setting');
  await trainTo(race, 3);
  await expect(race).toHaveAttribute('data-set', 'ring');
  expect(complaints).toEqual([]);
});

test('a change never resets anything silently', async ({ page, complaints }) => {
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await trainTo(race, 5);
  await button(race, 'Pause').click();
  await expect(race).toHaveAttribute('data-state', 'paused'); // the step under way ends first
  const before = await stepOf(race);
  await race.getByText('Settings of the GAN').click();
  await race.locator('[name="learningRateG"]').selectOption('0.0001');
  await race.locator('[name="loss"]').selectOption('hinge');
  await expect(race.locator('[data-out="pending"]')).toBeHidden();
  await race.locator('[name="seed"]').fill('9');
  await race.locator('[name="seed"]').blur();
  await expect(race.locator('[data-out="pending"]')).toHaveText(/^The seed takes effect on Reset/);
  expect(await stepOf(race)).toBe(before);
  await expect(race).toHaveAttribute('data-seed', '1');
  await button(race, 'Reset').click();
  await expect(race).toHaveAttribute('data-seed', '9');
  await expect(race.locator('[name="loss"]')).toHaveValue('hinge');
  await expect(race.locator('[data-out="pending"]')).toBeHidden();
  expect(complaints).toEqual([]);
});

test('digits are drawn as images', async ({ page, complaints }) => {
  const race = await open(page, '?data=digits&backend=wasm&budget=6000&batchSize=32&samplerSteps=5');
  await trainTo(race, 3, 90_000);
  await expect(race).toHaveAttribute('data-kind', 'images');
  await expect(half(race, 'gan')).toHaveAttribute('data-swd', /\d/, { timeout: 30_000 });
  await expect(half(race, 'gan')).not.toHaveAttribute('data-modes', /./);
  const inked = await half(race, 'ddpm')
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value !== 0);
    });
  expect(inked).toBe(true);
  expect(complaints).toEqual([]);
});

test('the page scrolls freely while both models train', async ({ page, complaints }) => {
  const race = await open(page, '?backend=wasm');
  await trainTo(race, 20);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' }); // processor time: neighbours do not count
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const before = await busy();
  const step = await stepOf(race);
  const gaps = await page.evaluate(async () => {
    const times: number[] = [];
    const start = performance.now();
    while (performance.now() - start < 3000) {
      times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
      scrollTo(0, 300 + 300 * Math.sin((performance.now() - start) / 300));
    }
    return times.slice(1).map((time, i) => time - times[i]!);
  });
  const share = ((await busy()) - before) / 3;
  expect(await stepOf(race)).toBeGreaterThan(step); // it did train meanwhile
  expect(share, 'share of the page’s thread that drawing, scrolling and this test take').toBeLessThan(0.4);
  gaps.sort((a, b) => a - b);
  expect(gaps[Math.floor(gaps.length / 2)], 'the middle gap between two frames, ms').toBeLessThan(40);
  expect(complaints).toEqual([]);
});

test('a hidden tab pauses, unless the reader asked it to go on', async ({ page, complaints }) => {
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await trainTo(race, 3);
  await show('hidden');
  await expect(race).toHaveAttribute('data-state', 'paused');
  await show('visible');
  await expect(race).toHaveAttribute('data-state', 'running');
  await race.getByText('More settings').click();
  await race.getByLabel('Keep training while this tab is hidden').check();
  await show('hidden');
  const step = await stepOf(race);
  await expect.poll(() => stepOf(race)).toBeGreaterThan(step + 2);
  await expect(race).toHaveAttribute('data-state', 'running');
  expect(complaints).toEqual([]);
});

test('slow motion tells one step in four stages', async ({ page, complaints }) => {
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await race.getByLabel('Slow motion').check();
  await button(race, 'Train').click();
  const stages = half(race, 'gan').locator('.stages li');
  for (const stage of [1, 2, 3, 4]) {
    await expect(stages.nth(stage - 1)).toHaveAttribute('aria-current', 'step', { timeout: 20_000 });
  }
  expect(await stepOf(race)).toBe(1);
  await button(race, 'Pause').click();
  await expect(race).toHaveAttribute('data-state', 'paused');
  expect(complaints).toEqual([]);
});

test('samples travel from noise to data, and the field follows them', async ({ page, complaints }) => {
  // A press while the code that answers it is on its way is not lost.
  await page.route(/driver[^/]*\.js/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await button(race, 'Step').click();
  await expect(race).toHaveAttribute('data-step', '1', { timeout: 30_000 });
  await race.getByLabel('Samples at').fill('0');
  await expect(race.locator('[data-value-of="scrub"]')).toHaveText('t = 50');
  await expect(race.locator('[data-value-of="fieldT"]')).toHaveText('t = 50');
  await button(race, 'Noise to data').click();
  await expect(race.locator('[data-value-of="scrub"]')).toHaveText('data', { timeout: 15_000 });
  expect(complaints).toEqual([]);
});

test('a worker that cannot be loaded is said so, and Try again works', async ({ page }) => {
  await page.route(/worker[^/]*\.js/, (route) => route.abort());
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await button(race, 'Train').click();
  await expect(race).toHaveAttribute('data-state', 'error');
  await expect(race.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute(/worker[^/]*\.js/);
  await button(race, 'Try again').click();
  await expect.poll(() => stepOf(race), { timeout: 30_000 }).toBeGreaterThan(0);
  await expect(race.getByRole('alert')).toBeHidden();
});

test('a learning rate that blows a model up ends with a sentence, not with a frozen picture', async ({
  page,
  complaints,
}) => {
  const race = await open(
    page,
    `?backend=cpu&${tiny}&learningRate=1&learningRateG=1&learningRateD=1&loss=leastSquares`,
  );
  await button(race, 'Train').click();
  await expect
    .poll(async () => `${await race.getAttribute('data-state')} ${(await stepOf(race)) > 30}`, { timeout: 60_000 })
    .toMatch(/error|running true/);
  if ((await race.getAttribute('data-state')) === 'error') {
    await expect(race.getByRole('alert')).toContainText('no longer a number since step');
  }
  expect(complaints).toEqual([]);
});

test('nothing heavy is loaded before the first press, and the element is small', async ({ page, complaints }) => {
  const scripts: string[] = [];
  page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
  const race = await open(page, '');
  await page.waitForLoadState('networkidle');
  expect(scripts.filter((url) => /worker|driver|tfjs|d3/.test(url))).toEqual([]);
  await expect(race.locator('svg.recorded').first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a phone shows a running race in one column', async ({ page, complaints }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await trainTo(race, 3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const [gan, ddpm] = [await half(race, 'gan').boundingBox(), await half(race, 'ddpm').boundingBox()];
  expect(ddpm!.y).toBeGreaterThan(gan!.y + gan!.height - 1);
  expect(complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on a running, a paused and a changed race in ${colorScheme}`, async ({
    page,
    complaints,
  }) => {
    await page.emulateMedia({ colorScheme });
    const race = await open(page, `?backend=cpu&${tiny}&foo=1`);
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).include('[data-demo="race"]').analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    };
    for (const summary of await race.locator('details:not(.backend) > summary').all()) await summary.click();
    expect(await check()).toEqual([]);
    await trainTo(race, 3);
    expect(await check()).toEqual([]);
    await button(race, 'Pause').click();
    await race.locator('[name="T"]').selectOption('100');
    await race.getByLabel('Slow motion').check();
    await race.locator('.backend summary').click();
    expect(await check()).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

test('a screen reader is told at most every ten seconds', async ({ page, complaints }) => {
  const race = await open(page, `?backend=cpu&${tiny}&steps=100000`);
  await trainTo(race, 3);
  const told = await race.locator('[data-part="announcer"]').evaluate(async (announcer) => {
    let count = 0;
    const observer = new MutationObserver((records) => (count += records.length > 0 ? 1 : 0));
    observer.observe(announcer, { childList: true, characterData: true, subtree: true });
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    observer.disconnect();
    return count;
  });
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThanOrEqual(2);
  expect(complaints).toEqual([]);
});

test('without JavaScript the recorded run is there', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('race/');
  const race = raceOf(page);
  await expect(race.locator('svg.recorded').first()).toBeVisible();
  await expect(race).toContainText('Training needs JavaScript');
  await expect(race.getByRole('button', { name: 'Train' })).toBeHidden();
  await context.close();
});
