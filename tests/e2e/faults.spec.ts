/** Faults of the engine and of the worker while the race trains: what the reader sees. Each test is one fault; nothing else may break. */
import { expect, test } from './book.ts';
import {
  countWorkers,
  inject,
  inWorker,
  killWorker,
  messages,
  openRace,
  press,
  stepOf,
  tiny,
  trainTo,
} from './inject.ts';

const noGpu = `Object.defineProperty(navigator, 'gpu', { value: undefined });`;

test('F1 without WebGPU it trains on WebAssembly and says why', async ({ page, complaints }) => {
  await inWorker(page, noGpu);
  const race = await openRace(page, tiny);
  await trainTo(race, 5);
  await expect(race).toHaveAttribute('data-backend', 'wasm');
  await race.locator('details.backend summary').click();
  await expect(race.locator('[data-out="backend-reason"]')).toContainText('This browser offers no WebGPU here');
  await expect(race.locator('[data-part="error"]')).toBeHidden();
  expect(complaints).toEqual([]);
});

test('F2 without WebGPU and WebAssembly it trains in plain JavaScript', async ({ page }) => {
  await inWorker(page, `${noGpu} delete self.WebAssembly;`);
  const race = await openRace(page, tiny);
  await trainTo(race, 3);
  await expect(race).toHaveAttribute('data-backend', 'cpu');
});

test('F3 a driver that gives no device: the next engine', async ({ page }) => {
  await inWorker(
    page,
    `GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('no', 'OperationError'));`,
  );
  const race = await openRace(page, `${tiny}&backend=webgpu`);
  await trainTo(race, 3);
  await expect(race).toHaveAttribute('data-backend', 'wasm');
});

test('F4 a driver that never answers: the next engine after five seconds', async ({ page }) => {
  await inWorker(page, `GPU.prototype.requestAdapter = () => new Promise(() => {});`);
  const race = await openRace(page, `${tiny}&backend=webgpu`);
  await trainTo(race, 3);
  await expect(race).toHaveAttribute('data-backend', 'wasm');
  await expect(race.locator('[data-out="backend-reason"]')).toContainText('did not answer within 5 s');
});

test('F12 a setup that is too large is refused before it starts, with size and limit', async ({ page }) => {
  const race = await openRace(page, 'batchSize=4096&budget=500000&backend=wasm');
  await press(race, 'Train');
  await expect(race.locator('[data-part="error"]')).toContainText(
    /This setup needs about [\d,]+ MB of memory for a step; this device allows [\d,]+ MB\. Reduce the batch size/,
  );
  await expect(race).toHaveAttribute('data-state', 'error');
});

test('F13 out of memory: it goes on with half the batch, and says so', async ({ page, complaints }) => {
  await inWorker(page);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000`);
  await trainTo(race, 20);
  await inject(page, 'full');
  await expect(messages(race)).toContainText(
    /^The engine ran out of memory\. .*goes on from step [\d,]+ with a batch of 4 instead of 8\.$/,
  );
  await expect(race.locator('[name="batchSize"]')).toHaveValue('4');
  await expect(race).toHaveAttribute('data-state', 'running');
  await expect(race).toHaveAttribute('data-backend', 'wasm');
  await trainTo(race, (await stepOf(race)) + 20);
  expect(await countWorkers(page)).toBe(2);
  await expect(race.locator('[data-out="pending"]')).toBeHidden(); // the form and the run agree
  expect(complaints).toEqual([]);
});

test('F14 a number that is none: paused with a sentence, and back to the last good step', async ({ page }) => {
  await inWorker(page);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000`);
  await trainTo(race, 20);
  const before = await stepOf(race);
  await inject(page, 'nan');
  const card = race.locator('[data-part="error"]');
  await expect(card).toContainText(/no longer (a number|numbers): noticed at step \d+.*smaller learning rate may help/);
  const noticed = Number(/step (\d+)/.exec((await card.textContent())!)![1]);
  expect(noticed).toBeGreaterThan(before);
  await card.getByRole('button', { name: 'Try again' }).click();
  await expect(race).toHaveAttribute('data-state', 'running');
  await expect.poll(() => stepOf(race)).toBeGreaterThan(20);
});

test('F14 the card lowers the rates and goes on from the last good step', async ({ page, complaints }) => {
  await inWorker(page);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000&learningRateD=0.004`);
  await trainTo(race, 20);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-kept', 'saved'); // at rest a snapshot is taken
  const step = Number(await race.getAttribute('data-kept-step'));
  await press(race, 'Train');
  await expect.poll(() => stepOf(race)).toBeGreaterThan(step);
  await inject(page, 'nan');
  const card = race.locator('[data-part="error"]');
  const lower = card.getByRole('button', { name: /^Lower the rate and go on from step [\d,]+$/ });
  await expect(lower).toBeVisible();
  const back = Number(/step ([\d,]+)/.exec((await lower.textContent())!)![1]!.replace(',', ''));
  expect(back).toBeGreaterThanOrEqual(step);
  await lower.click();
  await expect(messages(race)).toHaveText(
    new RegExp(
      `^Step ${back.toLocaleString('en')} is restored, with half the learning rates: of G [\\d.]+, of D 0\\.002 and`,
    ),
  );
  await expect(race.locator('[name="learningRateD"]')).toHaveValue('0.002');
  await expect(race).toHaveAttribute('data-state', 'running');
  await expect.poll(() => stepOf(race)).toBeGreaterThan(back + 20);
  await expect(card).toBeHidden();
  expect(complaints).toEqual([]);
});

test('F14 F17 a chapter’s figure tells what it survived, and lowers its rate on request', async ({
  page,
  complaints,
}) => {
  await inWorker(page);
  await page.goto('chapters/the-gan-game/?backend=wasm');
  const figure = page.locator('[data-demo="optimal-discriminator"]');
  await figure.scrollIntoViewIfNeeded();
  const note = figure.locator('[data-out="note"]');
  await press(figure, 'Train');
  await expect.poll(() => stepOf(figure), { timeout: 60_000 }).toBeGreaterThan(20);
  await inject(page, 'throw');
  await expect(note).toContainText(/a fault of its own.*goes on from step/, { timeout: 30_000 });
  await expect(figure).toHaveAttribute('data-state', 'running');
  await inject(page, 'nan');
  const card = figure.locator('[data-part="error"]');
  await expect(card).toContainText(/no longer (a number|numbers): noticed at step \d+/, { timeout: 30_000 });
  await card.getByRole('button', { name: /^Lower the rate and (go on from step|start again)/ }).click();
  await expect(note).toContainText(/with half the learning rate: of D [\d.]+\.$/, { timeout: 30_000 });
  await expect(figure).toHaveAttribute('data-state', 'running');
  await expect.poll(() => stepOf(figure)).toBeGreaterThan(20);
  expect(complaints).toEqual([]);
});

test('F16 an engine whose arithmetic is wrong is not trusted', async ({ page }) => {
  const wrong = `
    const kernels = new Map();
    const set = kernels.set.bind(kernels);
    kernels.set = (key, config) => set(key, /wasm_Sigmoid$|^Sigmoid_wasm/.test(key)
      ? { ...config, kernelFunc: (args) => kernels.get(key.replace('Sigmoid', 'Tanh')).kernelFunc(args) } : config);
    self._tfGlobals = new Map([['kernelRegistry', kernels]]);`;
  await inWorker(page, noGpu + wrong);
  const race = await openRace(page, tiny);
  await trainTo(race, 3);
  await expect(race).toHaveAttribute('data-backend', 'cpu');
  await expect(race.locator('[data-out="backend-reason"]')).toContainText(
    'WebAssembly computes sigmoid or its gradient wrongly on this machine',
  );
});

test('F17 a worker that cannot be loaded, or throws: a card, and a way on', async ({ page }) => {
  const worker = /_astro\/worker[^/]*\.js/;
  await page.route(worker, (route) => route.abort());
  const race = await openRace(page, `${tiny}&backend=wasm`);
  await press(race, 'Train');
  const card = race.locator('[data-part="error"]');
  await expect(card).toContainText('The training worker could not be loaded. Check the connection and try again.');
  await page.unroute(worker);
  await card.getByRole('button').first().click();
  await expect.poll(() => stepOf(race), { timeout: 30_000 }).toBeGreaterThan(3);
});

test('F17 a worker that throws while it trains is replaced', async ({ page }) => {
  await inWorker(page);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000`);
  await trainTo(race, 10);
  await inject(page, 'throw');
  await expect(messages(race)).toContainText(/a fault of its own.*goes on from step/);
  const step = await stepOf(race);
  await trainTo(race, step + 20);
});

test('F18 a worker that is killed without a word is missed and replaced, and only one trains', async ({ page }) => {
  await inWorker(page, '', 5);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000`);
  await trainTo(race, 10);
  await killWorker(page);
  await expect(messages(race)).toContainText(/has not answered.*goes on from step/, { timeout: 30_000 });
  await trainTo(race, (await stepOf(race)) + 20);
  expect(await countWorkers(page)).toBe(2);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-state', 'paused');
  const step = await stepOf(race);
  await page.waitForTimeout(500);
  expect(await stepOf(race)).toBe(step);
});

test('F35 two hundred presses in any order leave one loop and a true state', async ({ page, complaints }) => {
  test.setTimeout(90_000);
  await inWorker(page);
  const race = await openRace(page, `${tiny}&backend=wasm&steps=100000`);
  await page.evaluate(async () => {
    const race = document.querySelector('[data-demo="race"]')!;
    let seed = 7;
    for (let i = 0; i < 200; i++) {
      seed = (seed * 16807) % 2147483647;
      const part = ['main', 'main', 'main', 'step', 'reset'][seed % 5]!;
      race.querySelector<HTMLButtonElement>(`[data-part="${part}"]`)!.click();
      await new Promise((resolve) => setTimeout(resolve, seed % 7 === 0 ? 60 : seed % 3));
    }
  });
  await expect.poll(() => race.getAttribute('data-state'), { timeout: 30_000 }).not.toBe('loading');
  await page.waitForTimeout(1500);
  if ((await race.getAttribute('data-state')) === 'running') await press(race, 'Pause');
  await expect.poll(() => race.getAttribute('data-state'), { timeout: 30_000 }).toMatch(/paused|idle/);
  const step = await stepOf(race);
  await page.waitForTimeout(700);
  expect(await stepOf(race)).toBe(step);
  await trainTo(race, step + 5);
  expect(await countWorkers(page)).toBe(1);
  expect(complaints).toEqual([]);
});
