/** Linked views: a symbol lights up in formula, listing and figure, whichever of them is pointed at. */
import { expect, test } from './book.ts';

test('pointing at a symbol lights it up wherever the page has it', async ({ page, complaints }) => {
  await page.goto('chapters/forward-process-and-noise-loss/');
  const formula = page.locator('.equation .katex-html [data-sym="alphaBar"]').first();
  const identifier = page.locator('pre [data-sym="alphaBar"]', { hasText: /^alphasCumprod$/ }).first();
  const curve = page.locator('.panel path[data-sym="alphaBar"]').first();
  const other = page.locator('pre [data-sym="beta"]').first();
  const lit = page.locator('.lit');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);

  await formula.hover();
  for (const place of [formula, identifier, curve]) await expect(place).toHaveClass(/\blit\b/);
  await expect(other).not.toHaveClass(/\blit\b/);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
  await page.locator('h1').hover();
  await expect(lit).toHaveCount(0);

  await identifier.hover();
  for (const place of [formula, identifier, curve]) await expect(place).toHaveClass(/\blit\b/);
  await page.locator('h1').hover();
  await page.locator('.panel text[data-sym="alphaBar"]').first().hover();
  for (const place of [formula, identifier, curve]) await expect(place).toHaveClass(/\blit\b/);
  await page.keyboard.press('Escape');
  await expect(lit).toHaveCount(0);

  // From the keyboard: the symbols in the text are links.
  const link = page.locator('a.sym[data-sym="alphaBar"]').first();
  await page.keyboard.press('Tab');
  await link.focus();
  await expect(identifier).toHaveClass(/\blit\b/);
  await page.keyboard.press('Tab');
  await expect(identifier).not.toHaveClass(/\blit\b/);

  // Nobody meets a mark that leads nowhere: every marked symbol stands in two kinds of places.
  const lonely = await page.evaluate(() => {
    const kinds = new Map<string, Set<string>>();
    for (const element of document.querySelectorAll<HTMLElement>('.katex [data-sym], pre [data-sym]')) {
      const name = element.dataset['sym']!;
      const kind = element.closest('pre') ? 'listing' : 'formula';
      kinds.set(name, (kinds.get(name) ?? new Set()).add(kind));
    }
    for (const [name, found] of kinds) {
      if (document.querySelector(`:is(.figure-body svg, .theory-figure) [data-sym="${name}"]`)) found.add('figure');
    }
    return [...kinds].filter(([, found]) => found.size < 2).map(([name]) => name);
  });
  expect(lonely).toEqual([]);
  expect(complaints).toEqual([]);
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true });
  test('a tap lights a symbol up, the next tap ends it', async ({ page, complaints }) => {
    await page.goto('chapters/forward-process-and-noise-loss/');
    const formula = page.locator('.equation .katex-html [data-sym="alphaBar"]').first();
    const identifier = page.locator('pre [data-sym="alphaBar"]').first();
    await formula.tap();
    await expect(identifier).toHaveClass(/\blit\b/);
    await formula.tap();
    await expect(identifier).not.toHaveClass(/\blit\b/);
    expect(complaints).toEqual([]);
  });
});
