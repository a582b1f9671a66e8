import { mdxToJs } from 'satteri';
import type { MdxToJsResult } from 'satteri';
import { expect, test } from 'vitest';
import type { Label } from '../../src/lib/book/labels.ts';
import { bookMarkdown, renderDisplay } from '../../src/lib/book/math-plugin.ts';

const label = (name: string, kind: Label['kind'], number: string): Label => ({
  name,
  kind,
  number,
  title: '',
  chapter: 'the-game',
  file: '',
  line: 1,
});
const labels = {
  'ch:the-game': label('ch:the-game', 'Chapter', '2'),
  'eq:a': label('eq:a', 'Equation', '2.1'),
  'eq:b': label('eq:b', 'Equation', '2.2'),
};

/** Every plugin of ours is synchronous, and so is the compiler then. */
function compile(text: string): string {
  const fileURL = new URL('file:///anywhere/src/content/chapters/02-the-game.mdx');
  return (
    mdxToJs(text, { features: { math: true }, mdastPlugins: [bookMarkdown(() => labels)], fileURL }) as MdxToJsResult
  ).code;
}

test('a formula reaches the page as finished HTML in one string', () => {
  const code = compile('Let $x<y$ hold.');
  expect(code).toContain('set:html');
  expect(code).toContain('class=\\"katex\\"');
  expect(code).not.toContain('math-inline');
});

test('punctuation stays with its formula, and no text is lost or doubled', () => {
  const code = compile('So ($a$, $b$) and "$c$" at the $t$-th step, $d$ (see $e$).');
  const kept = [...code.matchAll(/class=\\"together short\\">(.).*?<\/span>([^<]*?)<\/span>"/g)].map((match) => [
    match[1],
    match[2],
  ]);
  expect(kept).toEqual([
    ['(', ','],
    ['<', ')'],
    ['<', ''],
    ['<', '-th'],
    ['<', ''],
    ['<', ').'],
  ]);
  const texts = [...code.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]).join('|');
  for (const text of ['So ', ' and \\"', '\\" at the ', ' step, ', ' (see ']) expect(texts).toContain(`|${text}|`);
});

test('a labelled display gets its number, an id and a link to itself', () => {
  const html = renderDisplay('a = b \\label{eq:a}', labels);
  expect(html).toContain('id="eq-a"');
  expect(html).toContain('<a class="equation-number" href="#eq-a" aria-label="Equation 2.1">(2.1)</a>');
  expect(html).not.toContain('\\label');
});

test('several labels in one display number its rows', () => {
  const html = renderDisplay('\\begin{align} a &= b \\label{eq:a} \\\\ c &= d \\label{eq:b} \\end{align}', labels);
  expect(html).toContain('<span id="eq-a"></span><span id="eq-b"></span>');
  expect(html).toContain('2.1');
  expect(html).toContain('2.2');
});

test('an unlabelled display has no number', () => {
  expect(renderDisplay('a', labels)).not.toContain('equation-number');
});

test('sections carry the number of the chapter and their own', () => {
  const code = compile('## One\n\n### Deeper\n\n## Two');
  expect(code.match(/"data-number": "[\d.]+"/g)).toEqual(['"data-number": "2.1"', '"data-number": "2.2"']);
});

test('a wrong formula stops the compiler with file and line', () => {
  expect(() => compile('Fine.\n\nWrong $\\frac{a}$ here.')).toThrow(
    /src\/content\/chapters\/02-the-game\.mdx:3: TeX error/,
  );
});

test('a note on lines of its own is told apart from one in a sentence', () => {
  expect(compile('A<Note>b</Note> c.')).not.toContain('note-alone');
  expect(compile('A.\n\n<Note>b</Note>\n\nC.')).toContain('note-alone');
});
