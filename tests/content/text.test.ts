import { expect, test } from 'vitest';
import { formatNumber } from '../../src/lib/book/format.ts';
import { anchor, labelText } from '../../src/lib/book/labels.ts';
import type { Label } from '../../src/lib/book/labels.ts';
import { plainInline, renderInline, renderTex } from '../../src/lib/book/tex.ts';

test('a number keeps its decimals and has a true minus sign', () => {
  expect(formatNumber(0.5, 3)).toBe('0.500');
  expect(formatNumber(-1.38629, 4)).toBe('\u22121.3863');
  expect(formatNumber(-0.0000001, 0)).not.toContain('-');
  expect(formatNumber(0, 2)).toBe('0.00');
});

test('a number that its decimals would print as zero, or a huge one, is written with a power of ten', () => {
  expect(formatNumber(0.0000432, 3)).toBe('4.32\u202f×\u202f10⁻⁵');
  expect(formatNumber(1.5e9, 1)).toBe('1.5\u202f×\u202f10⁹');
});

test('a result that does not exist is not printed', () => {
  expect(() => formatNumber(Number.NaN)).toThrow(RangeError);
});

test('titles and captions take formulas, code and emphasis, and no markup', () => {
  const html = renderInline('Let $x$ be `y` or *z*: "a" <b>');
  expect(html).toMatch(
    /^Let <span class="together short"><span class="katex">.*<\/span><\/span> be <code>y<\/code> or <em>z<\/em>: “a” &lt;b&gt;$/,
  );
  expect(plainInline('Let $x$ be `y` or *z*')).toBe('Let x be y or z');
});

test('a short formula stays whole, a long one may break, and both keep their punctuation', () => {
  expect(renderInline('so $a+b>0$, then')).toMatch(/^so <span class="together short">.*<\/span>,<\/span> then$/);
  expect(renderInline('($f(x)=a\\log x+b\\log(1-x)$)')).toMatch(/^<span class="together">\(<span.*<\/span>\)<\/span>$/);
});

test('colours of ideas are the only HTML that a formula may make', () => {
  expect(renderTex('\\gan{G}')).toContain('ink-gan');
  expect(() => renderTex('\\href{https://example.org}{x}')).toThrow();
  expect(() => renderTex('\\htmlStyle{color:red}{x}')).toThrow();
});

test('references read as in print', () => {
  const label: Label = { name: 'eq:a', kind: 'Equation', number: '2.1', title: '', chapter: 'c', file: '', line: 1 };
  expect(labelText(label)).toBe('Equation\u00a0(2.1)');
  expect(labelText(label, true)).toBe('(2.1)');
  expect(labelText({ ...label, kind: 'Lemma' })).toBe('Lemma\u00a02.1');
  expect(labelText({ ...label, kind: 'Chapter', number: '9', title: 'Noise' })).toBe('Noise');
  expect(anchor('eq:a')).toBe('eq-a');
});
