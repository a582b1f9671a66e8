/** What a reader does with the book: looks, searches, hovers, answers, prints. */
import { chapterPages, expect, test } from './book.ts';

const chapters = await chapterPages();
/** One that has everything: side notes, exercises, a live figure. */
const chapter = chapters.find((path) => path.includes('the-gan-game'))!;

test('the theme follows the system, the button changes it, and the choice stays', async ({ page, complaints }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('');
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  const button = page.getByRole('button', { name: 'Dark theme' });
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.goto(chapter);
  expect(await paper()).toBe(dark);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await paper()).toBe(light);
  expect(complaints).toEqual([]);
});

test('the search opens by key, finds, leads under the base, and closes', async ({ page, complaints }) => {
  await page.goto('');
  await page.keyboard.press('/');
  const field = page.getByRole('dialog', { name: 'Search' }).getByRole('searchbox');
  await expect(field).toBeFocused();
  await field.fill('discriminator');
  const results = page.locator('dialog [data-search-results] a');
  await expect(results.first()).toBeVisible();
  expect(new URL((await results.first().getAttribute('href'))!, page.url()).pathname).toMatch(/^\/book\//);
  await page.keyboard.press('ArrowDown');
  await expect(results.first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(field).toBeVisible();
  await field.fill('');
  await expect(results).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the search page answers the query of its address', async ({ page, complaints }) => {
  await page.goto('search/?q=noise');
  await expect(page.locator('main [data-search-results] a').first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test('typing a slash into a field is typing', async ({ page }) => {
  await page.goto(chapter);
  const field = page.locator('form[data-check] input').first();
  await field.fill('1');
  await field.press('/');
  await expect(field).toHaveValue('1/');
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeHidden();
});

for (const [what, selector] of [
  ['an equation or a theorem', 'article a.ref[data-preview][href^="#"]'],
  ['a citation', 'article a.cite[data-preview]'],
  ['a symbol', 'article a.sym[data-preview]'],
] as const) {
  test(`a reference to ${what} shows its target on focus and on hover, and Escape hides it`, async ({
    page,
    complaints,
  }) => {
    await page.goto(chapter);
    const link = page.locator(selector).first();
    const preview = page.locator('#preview');
    await link.scrollIntoViewIfNeeded();
    await link.evaluate((element: HTMLElement) => element.focus({ focusVisible: true } as FocusOptions));
    await expect(preview).toBeVisible();
    await expect(link).toHaveAttribute('aria-describedby', 'preview');
    expect((await preview.textContent())!.trim()).not.toBe('');
    const box = (await preview.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(page.viewportSize()!.width);
    await page.keyboard.press('Escape');
    await expect(preview).toBeHidden();
    await link.evaluate((element: HTMLElement) => element.blur());
    const at = (await link.boundingBox())!; // the middle of the whole: the first box inside may be the clipped MathML
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
    await expect(preview).toBeVisible();
    await preview.hover(); // the pointer may go there without closing it
    await page.waitForTimeout(400);
    await expect(preview).toBeVisible();
    expect(complaints).toEqual([]);
  });
}

test('every reference in a chapter leads to something that is there', async ({ page }) => {
  for (const path of chapters) {
    await page.goto(path);
    const dead = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
        .filter((link) => !document.getElementById(decodeURIComponent(link.hash.slice(1))))
        .map((link) => link.outerHTML),
    );
    expect(dead).toEqual([]);
  }
});

test('an exercise is checked in the page, and a solved one is remembered', async ({ page, complaints }) => {
  await page.goto(chapter);
  const exercise = page.locator('book-exercise[data-answer]').first();
  const answer = Number(await exercise.getAttribute('data-answer'));
  const tolerance = Number(await exercise.getAttribute('data-tolerance'));
  const field = exercise.getByRole('textbox', { name: 'Your answer' });
  const verdict = exercise.getByRole('status');
  await field.fill('seven');
  await field.press('Enter');
  await expect(verdict).toContainText('write a number');
  await field.fill(String(answer + Math.max(100 * tolerance, Math.abs(answer))));
  await field.press('Enter');
  await expect(verdict).toContainText('Not yet');
  await field.fill(String(answer + 5 * tolerance));
  await field.press('Enter');
  await expect(exercise.locator('form')).toHaveAttribute('data-grade', 'near');
  await field.fill(String(answer));
  await exercise.getByRole('button', { name: 'Check' }).click();
  await expect(verdict).toContainText('Correct');
  await page.reload();
  await expect(exercise.locator('[data-done]')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('an exercise works where the browser refuses to store', async ({ page, complaints }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await page.goto(chapter);
  const exercise = page.locator('book-exercise[data-answer]').first();
  await exercise.getByRole('textbox').fill((await exercise.getAttribute('data-answer'))!);
  await exercise.getByRole('button', { name: 'Check' }).click();
  await expect(exercise.locator('[data-done]')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('solutions are folded until they are asked for, and open in print', async ({ page }) => {
  await page.goto(chapter);
  const solution = page.locator('details.solution').first();
  await expect(solution.locator('.fold-body')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.site-header')).toBeHidden();
  expect((await solution.boundingBox())!.height).toBeGreaterThan(60);
});

test('on a phone the menu opens, moves the focus in, and gives it back', async ({ page, complaints }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(chapter);
  await page.getByRole('link', { name: 'Menu' }).click();
  const menu = page.getByRole('dialog', { name: 'Menu' });
  await expect(menu).toBeVisible();
  expect(await page.evaluate(() => document.activeElement!.closest('dialog') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(page.getByRole('link', { name: 'Menu' })).toBeFocused();
  expect(complaints).toEqual([]);
});

test('on a phone a side note opens in place, without script too', async ({ browser, baseURL }) => {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(new URL(chapter, baseURL).href);
    const note = page.locator('.note').first();
    await expect(note).toBeHidden();
    await page.locator('.note-mark').first().click();
    await expect(note).toBeVisible();
    await context.close();
  }
});

test('on a wide screen side notes stand in the margin and do not cover each other', async ({ page }) => {
  await page.setViewportSize({ width: 1360, height: 900 });
  for (const path of chapters) {
    await page.goto(path);
    await page.evaluate(() => document.fonts.ready);
    const clashes = await page.evaluate(() => {
      const text = document.querySelector('article')!.getBoundingClientRect();
      const boxes = [...document.querySelectorAll('.note')].map((note) => note.getBoundingClientRect());
      const wide = [...document.querySelectorAll('.figure.wide, .figure.full, .source.wide')].map((figure) =>
        figure.getBoundingClientRect(),
      );
      return boxes.flatMap((box, i) => [
        ...(box.left < text.right ? [`note ${i + 1} stands in the text`] : []),
        ...[...boxes.slice(i + 1), ...wide].flatMap((other) =>
          box.top < other.bottom - 1 && other.top < box.bottom - 1 && box.left < other.right
            ? [`note ${i + 1} is covered`]
            : [],
        ),
      ]);
    });
    expect(clashes).toEqual([]);
  }
});

test('the contents mark the section that is being read', async ({ page }) => {
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.goto(chapter);
  const second = page.locator('.chapter > .contents [data-sections] a').nth(1);
  await second.click();
  await expect(second).toHaveClass('now');
});

test('chapters lead to each other', async ({ page }) => {
  await page.goto('contents/');
  await page.locator('main li a').first().click();
  const first = page.url();
  await page.locator('a[rel=next]').click();
  await expect(page).not.toHaveURL(first);
  await page.locator('a[rel=prev]').click();
  await expect(page).toHaveURL(first);
});
