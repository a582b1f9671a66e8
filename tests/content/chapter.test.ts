import { expect, test } from 'vitest';
import { readChapter } from '../../src/lib/book/chapter.ts';
import { faultsOf } from './book.ts';

test('a TeX error is told with the line of its formula', () => {
  expect(faultsOf('Fine $a$.\n\nNot $\\frac{a}$.')).toEqual([
    expect.stringMatching(/^12: TeX error: .* in "\\frac\{a\}"$/),
  ]);
  expect(faultsOf('$$\n\\undefinedCommand\n$$')[0]).toMatch(
    /^10: TeX error: Undefined control sequence: \\undefinedCommand/,
  );
});

test('TeX in a caption is checked too', () => {
  const text = '<Figure id="fig:a" caption="$\\frac{$">x</Figure>';
  expect(faultsOf(text, { 'src/components/book/Figure.astro': '' })[0]).toMatch(/^10: TeX error: .* in the caption/);
});

test('display math on one line is a mistake, because it would be set inline', () => {
  expect(faultsOf('$$a = b$$')).toEqual([
    '10: "$$a = b$$" on one line is set as inline math: put each $$ on a line of its own.',
  ]);
});

test('two sums of money are not a formula', () => {
  expect(faultsOf('It costs $5 and $10.')[0]).toMatch(/^10: "\$5 and\$" looks like two sums of money/);
});

test('a link that would break under a sub-path is a mistake, one to another site is not', () => {
  expect(faultsOf('[a](/race/) [b](./02-b.mdx) [c](#here) [d](https://example.org/)')).toEqual([
    expect.stringMatching(/^10: The address "\/race\/" breaks under a sub-path/),
    expect.stringMatching(/^10: The address ".\/02-b.mdx" breaks under a sub-path/),
  ]);
});

test('a label must be a plain string with the prefix of its kind', () => {
  const components = { 'src/components/book/Figure.astro': '', 'src/components/book/Theorem.astro': '' };
  const text = [
    '<Figure id={`fig:${x}`}>x</Figure>',
    '<Figure>x</Figure>',
    '<Figure id="eq:no">x</Figure>',
    '<Theorem id="thm:a" kind="Fact">x</Theorem>',
    'Inline $a \\label{eq:a}$.',
    '$$\na \\label{a}\n$$',
  ].join('\n\n');
  expect(faultsOf(text, components)).toEqual([
    expect.stringMatching(/^10: <Figure>: the attribute "id" is an expression/),
    expect.stringMatching(/^12: <Figure>: the attribute "id" is missing/),
    expect.stringMatching(/^14: <Figure id="eq:no">: a label here reads "fig:"/),
    expect.stringMatching(/^16: <Theorem kind="Fact">: expected one of Theorem, Proposition/),
    expect.stringMatching(/^18: Inline math cannot carry a label/),
    expect.stringMatching(/^20: \\label\{a\}: the label of an equation reads "eq:"/),
  ]);
});

test('text that is no MDX is a fault with its line, not a crash', () => {
  expect(faultsOf('Fine.\n\n<Open>never closed')[0]).toMatch(/^\d+: MDX error/);
});

test('labels in an aligned display keep their own lines', () => {
  const text =
    '---\ntitle: T\norder: 3\n---\n\n$$\n\\begin{align}\na &= b \\label{eq:one} \\\\\nc &= d \\label{eq:two}\n\\end{align}\n$$\n';
  const { labels } = readChapter('src/content/chapters/03-t.mdx', text);
  expect(labels.map(({ name, line }) => [name, line])).toEqual([
    ['eq:one', 8],
    ['eq:two', 9],
  ]);
});
