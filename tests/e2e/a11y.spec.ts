/** Accessibility: axe on every page in light and dark, and what axe cannot see. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { bookPages, chapterPages, expect, test } from './book.ts';

/** What axe says against the page as it is, a line each. */
async function complaintsOf(page: Page, only?: string): Promise<string[]> {
  // A heading of a table may be a formula, which this rule does not count as text.
  const axe = new AxeBuilder({ page }).disableRules('empty-table-header');
  if (only) axe.withRules(only);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')}`,
  );
}

for (const path of await bookPages()) {
  test(`axe finds nothing on ${path || 'home'} in light, and no lack of contrast in dark`, async ({ page }) => {
    test.slow(); // a chapter has ten thousand elements
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path);
    await page.evaluate(() => document.fonts.ready);
    // Formulas and pictures are thousands of elements for which axe has no rule; what names them stays.
    await page.evaluate(() => {
      for (const formula of document.querySelectorAll('.katex')) formula.textContent = 'x';
      for (const part of document.querySelectorAll('svg > :not(title, desc)')) part.remove();
    });
    expect(await complaintsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
    expect(await complaintsOf(page, 'color-contrast')).toEqual([]);
  });
}

const [chapter] = await chapterPages();

test('the skip link is the first stop and leads to the text', async ({ page }) => {
  await page.goto(chapter!);
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement!.closest('main') !== null)).toBe(true);
});

test('whatever has the focus shows it', async ({ page }) => {
  await page.goto(chapter!);
  for (let stop = 0; stop < 30; stop++) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const element = document.activeElement!;
      const shown = element.matches('.note-mark > input') ? element.nextElementSibling! : element;
      const style = getComputedStyle(shown);
      return `${element.outerHTML.slice(0, 60)}: ${style.outlineStyle} ${style.outlineWidth}`;
    });
    expect(ring).toMatch(/(solid|auto) [1-9]/);
  }
});

test('targets are at least 24 px, apart from links in sentences', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(chapter!);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, input:not([type=checkbox]), summary, select, .site-header a')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24)
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  expect(small).toEqual([]);
});

test('with text twice as large nothing scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 800 });
  await page.goto(chapter!);
  await page.evaluate(() => document.documentElement.setAttribute('style', 'font-size: 200%'));
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
});
