/** What every browser test of the book shares: the list of its pages, and a page that complains about its complaints. */
import { test as base, expect } from '@playwright/test';

const url = process.env['BOOK_URL'] ?? 'http://localhost:4321/book/';

/** Paths relative to the base, from the sitemap, so that a new page is tested from its first day; and those left out of it. */
export async function bookPages(): Promise<string[]> {
  const index = await (await fetch(new URL('sitemap-0.xml', url))).text();
  const prefix = new URL(url).pathname;
  const listed = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1]!).pathname);
  const wrong = listed.find((path) => !path.startsWith(prefix));
  if (wrong !== undefined) throw new Error(`The sitemap lists ${wrong}, which is outside of ${prefix}.`);
  return [...listed.map((path) => path.slice(prefix.length)), 'search/', '404.html'];
}

export const chapterPages = async () => (await bookPages()).filter((path) => path.startsWith('chapters/'));

/** Collects errors in the console, exceptions, refused policies, failed requests and requests that leave the site. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    const origin = new URL(url).origin;
    page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      if (!why.includes('ERR_ABORTED')) complaints.push(`failed: ${request.url()} ${why}`); // aborted: the reader went on
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
        complaints.push(`third party: ${request.url()}`);
    });
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`),
      );
    });
    await use(complaints);
    expect(complaints).toEqual([]);
  },
});

export { expect };
