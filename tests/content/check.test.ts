import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body data-base="/book/">
${body}
</body>
</html>`;

/** Checks a small site, and returns what was printed; the needed files are there unless they are named. */
function check(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const needed = { 'sitemap-index.xml': '', 'pagefind/pagefind.js': '', 'favicon.svg': '', _headers: '' };
  for (const [path, text] of Object.entries({ 'index.html': page('Home', '<h1>Home</h1>'), ...needed, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-content.ts'], {
    encoding: 'utf8',
    env: { ...process.env, DIST: folder },
  });
  return { status, text: (stdout + stderr).replaceAll(/^\S*\/check-\w+\//gm, '') };
}

test('a sound site passes', () => {
  expect(check({})).toMatchObject({ status: 0, text: expect.stringContaining('1 pages are sound') });
});

const faulty: Record<string, [body: string, message: string]> = {
  'a dead link': ['<h1>A</h1>\n<a href="/book/none/">x</a>', ':6: /book/none/ leads nowhere.'],
  'a dead fragment': ['<h1>A</h1><a href="/book/#none">x</a>', 'points to "none", which is not on that page.'],
  'a link that forgot the base': ['<h1>A</h1><a href="/race/">x</a>', '/race/ leaves the base /book/.'],
  'a link without its slash': ['<h1>A</h1><a href="/book/0">x</a>', '/book/0 lacks its last slash.'],
  'a script of another site': [
    '<h1>A</h1><script src="https://cdn.example/x.js"></script>',
    'asks another server for https://cdn.example/x.js',
  ],
  'a number that is none': ['<h1>A</h1><p>It is NaN today.</p>', 'The text says "It is NaN today."'],
  'two words glued together': ['<h1>A</h1><p>Add<em>this</em></p>', 'A space seems to be missing in "Add|this".'],
  'a component that is not written': [
    '<h1>A</h1><p class="missing">x</p>',
    'A component of this page is not written yet.',
  ],
  'markup that is wrong': ['<h1>A</h1><ul><div>x</div></ul>', '(element-permitted-content)'],
};

test('each fault of a page is told with its file, and the check fails', () => {
  const pages = Object.entries(faulty).map(([title, [body]], i) => [`${i}/index.html`, page(title, body)]);
  const { status, text } = check({ ...Object.fromEntries(pages), 'twin/index.html': page('Home', '<h1>B</h1>') });
  const told = text.split('\n');
  for (const [i, [, message]] of Object.values(faulty).entries()) {
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${i}/index\\.html:\\d+: `)));
    expect(told.filter((line) => line.startsWith(`${i}/`)).join('\n')).toContain(message);
  }
  expect(text).toContain('The title "Home" is that of');
  expect(status).toBe(1);
});

test('JavaScript that is too heavy, or holds TensorFlow.js, is told, through imports too', () => {
  // Numbers that no compression shortens.
  let state = 1;
  const noise = Array.from({ length: 9000 }, () => (state = (state * 48271) % 2147483647).toString(36)).join();
  const { text } = check({
    'a/index.html': page('A', '<h1>A</h1><script type="module" src="/book/one.js"></script>'),
    'one.js': 'import{x}from"./two.js";',
    'two.js': `export const x="${noise}";registerKernel()`,
  });
  expect(text).toMatch(/loads \d{5} bytes of JavaScript \(gzipped\) before a press/);
  expect(text).toContain('TensorFlow.js is in the page itself');
});

test('a font that is not woff2, a style that asks elsewhere and a missing file are told', () => {
  const { text } = check({ 'a.css': '@font-face{src:url(https://x.example/a.woff2)}', 'a.ttf': '', 'favicon.svg': '' });
  expect(text).toContain('url(https://x.example/a.woff2) is not a file of the book.');
  expect(text).toContain('a.ttf:1: Only woff2 fonts are shipped.');
});
