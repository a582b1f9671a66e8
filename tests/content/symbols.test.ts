import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookFolders, compileBook, matcherOf } from '../../src/lib/book/compile.ts';
import { readChapter } from '../../src/lib/book/chapter.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { symbolMatcher } from '../../src/lib/book/symbols.ts';
import { renderMarked, renderTex } from '../../src/lib/book/tex.ts';

const matcher = symbolMatcher([
  { name: 'alphaBar', tex: '\\bar\\alpha' },
  { name: 'alpha', tex: '\\alpha' },
  { name: 'beta', tex: '\\beta' },
  { name: 'betaTilde', tex: '\\tilde\\beta' },
  { name: 'x0', tex: 'x_0' },
  { name: 'D', tex: '\\disc{D}' },
  { name: 'D', tex: '\\disc{D_\\psi}' },
  { name: 'Dstar', tex: '\\disc{D}^*' },
  { name: 'epsTheta', tex: '\\diff{\\epsilon_\\theta}' },
  { name: 'epsilon', tex: '\\epsilon' },
  { name: 'score', tex: '\\nabla\\log q_t' },
  { name: 'h', tex: 'h' },
]);
const all = new Set([
  'alphaBar',
  'alpha',
  'beta',
  'betaTilde',
  'x0',
  'D',
  'Dstar',
  'epsTheta',
  'epsilon',
  'score',
  'h',
]);
/** The marks as `⟨name:tex⟩`. */
const marked = (tex: string) =>
  matcher.mark(tex, all).replace(/\\htmlData\{sym=(\w+)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g, '⟨$1:$2⟩');

describe('marking symbols', () => {
  it.each([
    // with its index and its power, whatever the braces and spaces
    ['\\bar\\alpha_t', '⟨alphaBar:\\bar\\alpha_t⟩'],
    ['\\bar{\\alpha}_{t-1}^2+1', '⟨alphaBar:\\bar{\\alpha}_{t-1}^2⟩+1'],
    ['\\bar \\alpha _t x', '⟨alphaBar:\\bar \\alpha _t⟩ x'],
    ['\\alpha_t\\beta', '⟨alpha:\\alpha_t⟩⟨beta:\\beta⟩'],
    // a longer command is another one
    ['\\betaone\\alphabet', '\\betaone\\alphabet'],
    // what an accent makes of it is another symbol
    ['\\tilde\\beta_t\\hat\\beta', '⟨betaTilde:\\tilde\\beta_t⟩\\hat\\beta'],
    // an index that is asked for must be there
    ['x_0+x_t+x_{0}+x', '⟨x0:x_0⟩+x_t+⟨x0:x_{0}⟩+x'],
    ["x_0'x_0^2", "⟨x0:x_0'⟩⟨x0:x_0^2⟩"],
    // arguments without braces stay whole
    ['\\frac\\beta2\\sqrt\\alpha x^\\beta_\\alpha', '\\frac\\beta2\\sqrt\\alpha x^\\beta_\\alpha'],
    ['\\frac1\\beta\\beta', '\\frac1\\beta⟨beta:\\beta⟩'],
    ['\\frac{\\beta}2', '\\frac{⟨beta:\\beta⟩}2'],
    // inside of braces everywhere
    ['\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon', '\\sqrt{1-⟨alphaBar:\\bar\\alpha_t⟩}\\,⟨epsilon:\\epsilon⟩'],
    ['e^{-\\beta}', 'e^{-⟨beta:\\beta⟩}'],
    ['\\sqrt[\\beta]{\\beta}', '\\sqrt[\\beta]{⟨beta:\\beta⟩}'],
    ['\\underbrace{\\beta x_0}_{\\alpha}', '\\underbrace{⟨beta:\\beta⟩ ⟨x0:x_0⟩}_{⟨alpha:\\alpha⟩}'],
    // colours are part of a symbol
    ['\\disc{D}(x)-\\disc{D}^*(x)D', '⟨D:\\disc{D}⟩(x)-⟨Dstar:\\disc{D}^*⟩(x)D'],
    ['\\disc{D_\\psi}+\\disc{D}_\\psi+\\disc{\\ell}', '⟨D:\\disc{D_\\psi}⟩+⟨D:\\disc{D}_\\psi⟩+\\disc{\\ell}'],
    ['\\diff{\\epsilon_\\theta}(x_t)', '⟨epsTheta:\\diff{\\epsilon_\\theta}⟩(x_t)'],
    ['\\diff{\\epsilon}', '\\diff{⟨epsilon:\\epsilon⟩}'],
    // several atoms in a row
    ['\\nabla\\log q_t(x)\\nabla\\log q', '⟨score:\\nabla\\log q_t⟩(x)\\nabla\\log q'],
    ['\\nabla_x \\log q_{t}', '⟨score:\\nabla_x \\log q_{t}⟩'],
    // words, names and lengths are no symbols
    ['\\text{h} \\mathrm{h} \\begin{h}h\\end{h}', '\\text{h} \\mathrm{h} \\begin{h}⟨h:h⟩\\end{h}'],
    ['\\operatorname*{h}_h\\operatorname{ch}h', '\\operatorname*{h}_h\\operatorname{ch}⟨h:h⟩'],
    ['a\\\\[2h]h\\label{eq:h}\\tag{h}', 'a\\\\[2h]⟨h:h⟩\\label{eq:h}\\tag{h}'],
    ['h&=h\\\\&h', '⟨h:h⟩&=⟨h:h⟩\\\\&⟨h:h⟩'],
    ['\\left.h\\right|_h^{h}', '\\left.⟨h:h⟩\\right|_h^{⟨h:h⟩}'],
    ['\\{h\\}\\%h % h\nh', '\\{⟨h:h⟩\\}\\%⟨h:h⟩ % h\n⟨h:h⟩'],
    ['{\\alpha}_t', '⟨alpha:{\\alpha}_t⟩'],
    ['', ''],
  ])('%s becomes %s', (tex, expected) => {
    expect(marked(tex)).toBe(expected);
  });
  it('marks only the names that are asked for', () => {
    expect(matcher.mark('\\alpha\\beta', new Set(['beta']))).toBe('\\alpha\\htmlData{sym=beta}{\\beta}');
    expect([...matcher.namesIn('\\alpha\\beta\\sqrt{\\alpha}')].sort()).toEqual(['alpha', 'beta']);
  });
  it('ends for whatever is written, and takes nothing away', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '_',
      '^',
      "'",
      '[',
      ']',
      '\\',
      '\\\\',
      '\\frac',
      '\\bar',
      '\\alpha',
      'x',
      '&',
      '%',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const tex = parts.join('');
        expect(
          matcher
            .mark(tex, all)
            .replace(/\\htmlData\{sym=\w+\}/g, '')
            .replace(/[{}]/g, ''),
        ).toBe(tex.replace(/[{}]/g, ''));
      }),
    );
  });
  it('refuses an empty pattern', () => {
    expect(() => symbolMatcher([{ name: 'none', tex: ' ' }])).toThrow('"none" matches nothing');
  });
});

describe('a marked formula', () => {
  const tex = '\\sqrt{\\bar\\alpha_t}\\,x_0<1';
  it('carries its symbols, and is read and copied as it was written', () => {
    const html = renderMarked(tex, matcher.mark(tex, all));
    expect(html).toContain('data-sym="alphaBar"');
    const annotation = (part: string) => /<annotation[^]*<\/annotation>/.exec(part)![0];
    expect(annotation(html)).toBe(annotation(renderTex(tex)));
  });
  it('stands without marks where KaTeX would not take them', () => {
    expect(renderMarked('x', '\\htmlData{x}{')).toBe(renderTex('x'));
  });

  const root = join(import.meta.dirname, '../..');
  const { book } = compileBook(bookFolders(root));
  const ours = matcherOf(book.notation);
  const names = new Set(Object.keys(book.notation));
  const folder = bookFolders(root).chapters;
  const formulas = readdirSync(folder)
    .filter((file) => file.endsWith('.mdx'))
    .flatMap((file) => readChapter(file, readFileSync(join(folder, file), 'utf8')).formulas)
    .map((formula) => formula.replace(/\\label\{[^}]*\}/g, ''));
  /** The glyphs in their order, and every height, shift and width: what can be seen. (KaTeX joins neighbours into one span.) */
  const seen = (html: string) => {
    const visible = html.slice(html.indexOf('<span class="katex-html"'));
    const styles = [...visible.matchAll(/style="[^"]*"|class="mspace[^"]*"/g)].map(([part]) => part);
    return [visible.replace(/<[^>]*>/g, ''), ...styles];
  };
  const heard = (html: string) => /<semantics>[^]*<annotation/.exec(html)![0].replace(/<\/?mrow>/g, '');

  it('looks and sounds the same, for every formula of the book with every symbol of the notation', () => {
    let count = 0;
    for (const formula of new Set(formulas)) {
      const withMarks = ours.mark(formula, names);
      if (withMarks === formula) continue;
      count++;
      const plain = renderTex(formula, true);
      const html = renderTex(withMarks, true); // not renderMarked, which would hide a refusal
      expect(seen(html), formula).toEqual(seen(plain));
      expect(heard(html), formula).toBe(heard(plain));
    }
    expect(count).toBeGreaterThan(500);
  });
});
