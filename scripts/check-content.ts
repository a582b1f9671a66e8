/**
 * Checks the built book: `npm run test:content` looks at dist, DIST=folder at another. It builds nothing, and prints one
 * sentence for each fault with file and line. Labels, citations, listings and TeX are checked by the build itself.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';

/** A chapter's own JavaScript before the first press, gzipped. */
const scriptLimit = 30_000;

const folder = resolve(process.env['DIST'] ?? 'dist');
const faults: string[] = [];

interface Page {
  file: string;
  /** As it is served: `/book/chapters/the-gan-game/`. */
  path: string;
  html: string;
  ids: Set<string>;
}

const walk = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const full = join(path, name);
    return statSync(full).isDirectory() ? walk(full) : [full];
  });

if (!existsSync(join(folder, 'index.html'))) {
  console.error(`There is no built book in ${relative('.', folder) || '.'}: run "npm run build" first.`);
  process.exit(1);
}
const files = walk(folder);
const base = /<body[^>]* data-base="([^"]+)"/.exec(readFileSync(join(folder, 'index.html'), 'utf8'))?.[1] ?? '/';
const pages: Page[] = files
  .filter((file) => file.endsWith('.html') && !relative(folder, file).startsWith('pagefind'))
  .map((file) => {
    const html = readFileSync(file, 'utf8');
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => decode(match[1]!)));
    return { file, html, ids, path: base + relative(folder, file).replace(/(^|\/)index\.html$/, '$1') };
  });
const byPath = new Map(pages.map((page) => [page.path, page]));

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#38;', '&').replaceAll('&amp;', '&');
}
function report(page: Page, index: number, message: string): void {
  const line = page.html.slice(0, index).split('\n').length;
  faults.push(`${relative('.', page.file)}:${line}: ${message}`);
}

/** Addresses of the book must lead to a file, under the base, and to an element that is there. */
function checkLinks(page: Page): void {
  for (const match of page.html.matchAll(/<(\w+)[^>]*?\s(href|src|poster|action)="([^"]*)"/g)) {
    const [, tag, attribute, raw] = match;
    const address = decode(raw!);
    const at = (message: string) => report(page, match.index, message);
    if (/^(data|blob|mailto):/.test(address)) continue;
    if (/^(https?:)?\/\//.test(address)) {
      const canonical = tag === 'link' && match[0].includes('rel="canonical"');
      if (tag !== 'a' && !canonical) at(`<${tag} ${attribute}> asks another server for ${address}.`);
      else if (!canonical && !address.startsWith('https://')) at(`The link to ${address} is not encrypted.`);
      continue;
    }
    const url = new URL(address, `http://book${page.path}`);
    const path = decodeURIComponent(url.pathname);
    if (!path.startsWith(base)) {
      at(`${address} leaves the base ${base}.`);
      continue;
    }
    const target = byPath.get(path);
    if (!target) {
      if (!existsSync(join(folder, path.slice(base.length))) || path.endsWith('/')) at(`${address} leads nowhere.`);
      else if (byPath.has(`${path}/`)) at(`${address} lacks its last slash.`);
      continue;
    }
    const id = decodeURIComponent(url.hash.slice(1));
    if (id && !target.ids.has(id)) at(`${address} points to "${id}", which is not on that page.`);
  }
}

/** The page's modules and everything that they import before a press; `import()` is a press or an opened dialog. */
function checkScripts(page: Page): void {
  const seen = new Map<string, string>();
  const follow = (path: string) => {
    if (seen.has(path)) return;
    const file = join(folder, path.slice(base.length));
    if (!existsSync(file)) return; // told by checkLinks
    const code = readFileSync(file, 'utf8');
    seen.set(path, code);
    const imports = code.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["'](\.{1,2}\/[^"']+)["']/g);
    for (const match of imports) follow(new URL(match[1]!, `http://book${path}`).pathname);
  };
  let inline = '';
  for (const match of page.html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    const source = /\ssrc="([^"]+)"/.exec(match[1]!)?.[1];
    if (source && /^(https?:)?\/\//.test(source)) continue; // told by checkLinks
    if (source) follow(new URL(decode(source), `http://book${page.path}`).pathname);
    else if (!/type="(application\/json|application\/ld\+json)"/.test(match[1]!)) {
      inline += match[2];
      for (const found of match[2]!.matchAll(/(?:import|from)\s*["']([^"']+\.js)["']/g)) {
        follow(new URL(found[1]!, `http://book${page.path}`).pathname);
      }
    }
  }
  const all = [inline, ...seen.values()];
  const size = all.reduce((sum, code) => sum + (code ? gzipSync(code).length : 0), 0);
  if (size > scriptLimit) {
    report(
      page,
      0,
      `The page loads ${size} bytes of JavaScript (gzipped) before a press; the limit is ${scriptLimit}.`,
    );
  }
  for (const code of all) {
    if (/registerKernel|KernelBackend|tfjs/.test(code))
      report(page, 0, 'TensorFlow.js is in the page itself; only the worker may load it.');
  }
  sizes.push([page.path, size]);
}
const sizes: [string, number][] = [];

/** Signs of a thing that went wrong on the way to the page. */
function checkText(page: Page): void {
  const text = withoutKatex(page.html).replace(/<(script|style|svg|pre|template)\b[\s\S]*?<\/\1>/g, (part) =>
    ' '.repeat(part.length),
  );
  for (const match of text.matchAll(/>[^<]*\b(undefined|NaN|\[object Object\])(?![\w-])[^<]*</g)) {
    report(page, match.index, `The text says "${match[0].slice(1, -1).trim().slice(0, 60)}".`);
  }
  for (const match of text.matchAll(/\b[A-Za-z][a-z]+<(a|code|em|strong)(?=[\s>])[^>]*>[A-Za-z]{2,}/g)) {
    report(page, match.index, `A space seems to be missing in "${match[0].replace(/<[^>]*>/g, '|')}".`);
  }
  if (/class="missing"/.test(text))
    report(page, text.indexOf('class="missing"'), 'A component of this page is not written yet.');
  if (/class="katex-error"/.test(text)) report(page, text.indexOf('katex-error'), 'A formula was not understood.');
}

/** KaTeX's visible half is thousands of styled spans, hidden from readers' software: it is not ours to validate. */
function withoutKatex(html: string): string {
  const open = '<span class="katex-html" aria-hidden="true">';
  let result = '';
  let done = 0;
  for (let start = html.indexOf(open); start >= 0; start = html.indexOf(open, done)) {
    result += html.slice(done, start);
    const tags = /<(\/?)span\b/g;
    tags.lastIndex = start + 1;
    let depth = 1;
    for (let tag = tags.exec(html); tag && depth > 0; tag = depth > 0 ? tags.exec(html) : tag) {
      depth += tag[1] ? -1 : 1;
      done = html.indexOf('>', tag.index) + 1;
    }
    // Lines stay where they were.
    result += '\n'.repeat(html.slice(start, done).split('\n').length - 1);
  }
  return result + html.slice(done);
}

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off', // sizes and positions that the build computed; the policy allows attributes only
    'long-title': 'off',
    'require-sri': 'off', // everything comes from the site itself
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'doctype-style': 'off',
    'tel-non-breaking': 'off',
    'form-dup-name': 'off', // each live figure reads the controls inside itself
    'wcag/h30': 'off', // the text of a link may be a formula; axe computes its name
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'valid-id': ['error', { relaxed: true }], // L12 and sym-q are fine; heading ids may begin with a digit
  },
});

async function checkHtml(page: Page): Promise<void> {
  const result = await validator.validateString(withoutKatex(page.html));
  for (const { messages } of result.results) {
    for (const { line, message, ruleId } of messages)
      faults.push(`${relative('.', page.file)}:${line}: ${message} (${ruleId})`);
  }
}

/** Styles may load fonts of the site and nothing else. */
function checkStyles(): void {
  for (const file of files.filter((name) => name.endsWith('.css') && !name.includes('pagefind'))) {
    const css = readFileSync(file, 'utf8');
    for (const [, address] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) {
      if (address!.startsWith('data:') || address!.startsWith('#')) continue;
      const own = address!.startsWith('/') ? join(folder, address!.slice(base.length)) : join(dirname(file), address!);
      if (/^(https?:)?\/\//.test(address!) || !existsSync(own))
        faults.push(`${relative('.', file)}:1: url(${address}) is not a file of the book.`);
    }
  }
  for (const file of files.filter((name) => /\.(woff|ttf|otf|eot)$/.test(name))) {
    faults.push(`${relative('.', file)}:1: Only woff2 fonts are shipped.`);
  }
}

const titles = new Map<string, Page>();
for (const page of pages) {
  checkLinks(page);
  checkScripts(page);
  checkText(page);
  await checkHtml(page);
  const title = /<title>([^<]*)<\/title>/.exec(page.html)?.[1] ?? '';
  const twin = titles.get(title);
  if (twin) report(page, 0, `The title "${title}" is that of ${relative('.', twin.file)} too.`);
  titles.set(title, page);
}
checkStyles();
for (const name of ['sitemap-index.xml', 'pagefind/pagefind.js', 'favicon.svg', '_headers']) {
  if (!existsSync(join(folder, name)))
    faults.push(`${relative('.', join(folder, name))}:1: This file is missing from the build.`);
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  console.error(`\n${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the built book.`);
  process.exit(1);
}
const [heaviest, most] = sizes.sort((a, b) => b[1] - a[1])[0]!;
console.log(
  `${pages.length} pages are sound. Most JavaScript before a press: ${(most / 1000).toFixed(1)} kB gzipped, on ${heaviest}`,
);
