/** The two chapters' live figures, pressed as a reader presses them. On wasm: every browser has it. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './book.ts';

const number = async (figure: Locator, name: string) => Number((await figure.getAttribute(`data-${name}`)) ?? NaN);
const reaches = (figure: Locator, name: string, ok: (value: number) => boolean, timeout = 90_000) =>
  expect.poll(async () => ok(await number(figure, name)), { timeout, message: `data-${name}` }).toBe(true);

async function drag(figure: Locator, name: string, value: number): Promise<void> {
  await figure.locator(`input[name="${name}"]`).fill(String(value));
}

test.describe('the discriminator against its optimum', () => {
  const open = async (page: Page) => {
    await page.goto('chapters/the-gan-game/?backend=wasm');
    const figure = page.locator('[data-demo="optimal-discriminator"]');
    await figure.scrollIntoViewIfNeeded();
    return figure;
  };

  test('D learns: its error falls below 0.05 and its value comes within 0.02 of the ceiling', async ({
    page,
    complaints,
  }) => {
    const figure = await open(page);
    await expect(figure).toHaveAttribute('data-state', 'idle');
    await figure.getByRole('button', { name: 'Train' }).click();
    await expect(figure).toHaveAttribute('data-state', 'running', { timeout: 60_000 });
    await expect(figure).toHaveAttribute('data-backend', 'wasm');
    await reaches(figure, 'step', (step) => step > 50);
    await reaches(figure, 'error', (error) => error < 0.05);
    await reaches(figure, 'gap', (gap) => gap < 0.02);
    expect(await number(figure, 'gap')).toBeGreaterThan(-1e-3); // quadrature: V never passes the ceiling
    await figure.getByRole('button', { name: 'Pause' }).click();
    await expect(figure).toHaveAttribute('data-state', 'paused');
    const step = await number(figure, 'step');
    await figure.getByRole('button', { name: 'Step' }).click();
    await expect(figure).toHaveAttribute('data-step', String(step + 1));
    expect(complaints).toEqual([]);
  });

  test('pulling the supports apart raises the ceiling at once, and the saturating pull dies as D learns', async ({
    page,
    complaints,
  }) => {
    const figure = await open(page);
    const before = await number(figure, 'ceiling');
    await drag(figure, 'separation', 5);
    await reaches(figure, 'ceiling', (ceiling) => ceiling > -0.001, 15_000); // no training needed
    expect(before).toBeLessThan(-0.7);
    await figure.getByRole('button', { name: 'Train' }).click();
    const pull = async (name: string) => {
      const text = (await figure.locator(`[data-out="${name}"]`).textContent()) ?? '';
      return text.includes('·10⁻') ? 1e-4 : Number(text);
    };
    await expect
      .poll(async () => (await pull('pull-n')) / (await pull('pull-s')), {
        timeout: 90_000,
        message: 'ratio of the pulls',
      })
      .toBeGreaterThan(100);
    // The densities may be moved while D learns.
    await drag(figure, 'separation', 2);
    await reaches(figure, 'ceiling', (ceiling) => ceiling < -0.4, 15_000);
    const moved = await number(figure, 'step');
    await reaches(figure, 'step', (step) => step > moved + 100);
    await reaches(figure, 'error', (error) => error < 0.05);
    await figure.getByRole('button', { name: 'Reset' }).click();
    await expect(figure).toHaveAttribute('data-state', 'idle');
    await expect(figure).toHaveAttribute('data-step', '0');
    expect(complaints).toEqual([]);
  });
});

test.describe('the Dirac-GAN', () => {
  test('plays, takes another method and another start, and a claim beside it holds', async ({ page, complaints }) => {
    await page.goto('chapters/gradient-dynamics/');
    const figure = page.locator('[data-demo="dirac-gan"]');
    await figure.scrollIntoViewIfNeeded();
    await figure.getByRole('button', { name: 'Play' }).click();
    await reaches(figure, 'distance', (distance) => distance > 1.2, 20_000); // it spirals out
    await figure.locator('select[name="method"]').selectOption('r1');
    await figure.locator('select[name="pace"]').selectOption('40');
    await reaches(figure, 'distance', (distance) => distance < 0.5, 20_000); // and in
    await figure.getByRole('button', { name: 'Pause' }).click();
    const handle = figure.locator('[data-part="start"]');
    await handle.focus();
    await page.keyboard.press('ArrowUp');
    await expect(handle).toHaveAttribute('aria-label', /θ 1\.00, ψ 0\.55/);
    await expect(figure).toHaveAttribute('data-step', '0');

    const claim = page.locator('[data-claim="V9"]');
    await claim.getByRole('button', { name: 'Check it here' }).click();
    await expect(claim.getByRole('status')).toContainText('Holds: 6 checks', { timeout: 20_000 });
    await expect(claim.getByRole('cell', { name: 'holds' })).toHaveCount(6);
    expect(complaints).toEqual([]);
  });
});

test.describe('the forward and the reverse process', () => {
  const open = async (page: Page) => {
    await page.goto('chapters/forward-process-and-noise-loss/?backend=wasm');
    const figure = page.locator('[data-demo="forward-reverse"]');
    await figure.scrollIntoViewIfNeeded();
    return figure;
  };

  test('the scrubber, the data and the schedule answer before anything is trained', async ({ page, complaints }) => {
    const figure = await open(page);
    await drag(figure, 't', 200);
    await expect(figure.locator('[data-out="alphaBar"]')).toHaveText(/·10⁻⁵$/, { timeout: 15_000 });
    await expect(figure.locator('[data-part="sentence"]')).toContainText('this is noise');
    await figure.locator('select[name="data"]').selectOption('grid25');
    await expect(figure.locator('[data-value-of="t"]')).toHaveText('1000 of 1000');
    await figure.locator('select[name="schedule"]').selectOption('cosine');
    await drag(figure, 't', 496); // half of the signal's power is left here
    await expect(figure.locator('[data-out="alphaBar"]')).toHaveText('0.500');
    await expect(figure).toHaveAttribute('data-state', 'idle');
    expect(complaints).toEqual([]);
  });

  test('the net learns: its loss falls below 1.4 times the floor, and it leads the points back', async ({
    page,
    complaints,
  }) => {
    const figure = await open(page);
    await figure.getByRole('button', { name: 'Train' }).click();
    await expect(figure).toHaveAttribute('data-state', 'running', { timeout: 60_000 });
    await reaches(figure, 'step', (step) => step > 20);
    await reaches(figure, 'ratio', (ratio) => ratio < 1.4);
    expect(await number(figure, 'ratio')).toBeGreaterThan(0.9); // below the floor would be a bug
    await expect(figure.locator('[data-out="led"]')).toHaveText('the trained net', { timeout: 30_000 });
    await figure.getByRole('button', { name: 'Pause' }).click();
    await expect(figure).toHaveAttribute('data-state', 'paused');
    await figure.locator('select[name="led"]').selectOption('exact');
    await expect(figure.locator('[data-out="led"]')).toHaveText('the exact ε*');
    // Another setup keeps the net; coming back takes it up again.
    const step = await number(figure, 'step');
    await figure.locator('select[name="schedule"]').selectOption('cosine');
    await expect(figure.locator('[data-out="note"]')).toContainText('Train starts a new one');
    await figure.locator('select[name="schedule"]').selectOption('linear');
    await figure.getByRole('button', { name: 'Train' }).click();
    await reaches(figure, 'step', (now) => now > step);
    expect(complaints).toEqual([]);
  });

  test('without JavaScript both figures show their pictures', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
    const page = await context.newPage();
    for (const [path, pictures] of [
      ['chapters/the-gan-game/', 3],
      ['chapters/forward-process-and-noise-loss/', 5],
    ] as const) {
      await page.goto(path);
      await expect(page.locator('.theory-figure svg.recorded:visible')).toHaveCount(pictures);
      await expect(page.locator('.theory-figure').getByRole('button', { name: 'Train' })).toBeHidden();
    }
    await context.close();
  });
});

test('plain Langevin keeps its halves, annealing finds the weight, and the spread is the predicted one', async ({
  page,
  complaints,
}) => {
  await page.goto('chapters/scores-tweedie-langevin/');
  const figure = page.locator('[data-demo="langevin"]');
  await figure.scrollIntoViewIfNeeded();
  await drag(figure, 'weight', 0.9);
  await expect(figure).toHaveAttribute('data-step', '0');
  await figure.getByRole('button', { name: 'Walk' }).click();
  await reaches(figure, 'step', (step) => step > 410);
  await figure.getByRole('button', { name: 'Pause' }).click();
  await expect(figure).toHaveAttribute('data-state', 'paused');
  expect(Math.abs((await number(figure, 'plain')) - 0.5)).toBeLessThan(0.13);
  expect(Math.abs((await number(figure, 'annealed')) - 0.9)).toBeLessThan(4.5 * Math.sqrt((0.9 * 0.1) / 300));
  expect((await number(figure, 'measured')) / (await number(figure, 'predicted'))).toBeCloseTo(1, 1);
  expect(complaints).toEqual([]);
});
