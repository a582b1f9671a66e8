/** What must hold on every page, whichever it is. */
import { bookPages, chapterPages, expect, test } from './book.ts';

const pages = await bookPages();

for (const path of pages) {
  test(`${path || 'home'} loads without a complaint, leaves the site for nothing, and does not scroll sideways at 360 px`, async ({
    page,
    complaints,
  }) => {
    const response = await page.goto(path);
    expect(response!.status()).toBe(200);
    await page.waitForLoadState('networkidle');
    await expect(page.locator('h1')).toHaveCount(1);
    expect(complaints).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.evaluate(() => document.fonts.ready);
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= limit) return [];
      return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > limit + 1)
        .slice(0, 5)
        .map((element) => `${element.localName}.${element.className} ends at ${element.getBoundingClientRect().right}`);
    });
    expect(wide).toEqual([]);
  });

  test(`${path || 'home'} can be read without JavaScript`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(new URL(path, baseURL).href);
    await expect(page.locator('h1')).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Book', exact: true }).getByRole('link').first()).toBeVisible();
    await expect(page.locator('.needs-script:visible')).toHaveCount(0);
    await expect(page.locator('form[data-check]:visible')).toHaveCount(0);
    const words = (await page.locator('main').innerText()).split(/\s+/).length;
    expect(words).toBeGreaterThan(10);
    await context.close();
  });
}

test('a missing page is a page of the book', async ({ page }) => {
  const response = await page.goto('no/such/page/');
  expect(response!.status()).toBe(404);
  await page.getByRole('main').getByRole('link', { name: 'contents' }).click();
  await expect(page).toHaveURL(/\/contents\/$/);
});

for (const path of await chapterPages()) {
  test(`${path}: equations and listings fit their column on a laptop, and punctuation stays with its formula`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(path);
    await page.evaluate(() => document.fonts.ready);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.equation-body, article pre')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map(
          (element) =>
            `${element.scrollWidth} px in ${element.clientWidth}: ${(element.querySelector('annotation') ?? element).textContent.trim().slice(0, 80)}`,
        ),
    );
    expect(cut).toEqual([]);

    const orphans = await page.evaluate(() =>
      [...document.querySelectorAll('article .katex')].flatMap((formula) => {
        const next = formula.nextSibling;
        if (formula.closest('.equation') || next?.nodeType !== Node.TEXT_NODE || !/^[.,;:!?)]/.test(next.textContent!))
          return [];
        const range = document.createRange();
        range.setStart(next, 0);
        range.setEnd(next, 1);
        const mark = range.getBoundingClientRect();
        const end = [...formula.getClientRects()].at(-1)!;
        return mark.top > end.bottom - 2
          ? [`${formula.querySelector('annotation')!.textContent} | ${next.textContent!.slice(0, 12)}`]
          : [];
      }),
    );
    expect(orphans).toEqual([]);
  });
}
