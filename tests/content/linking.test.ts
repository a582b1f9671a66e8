import { codeToHtml } from 'shiki';
import { expect, test } from 'vitest';
import { identifiersIn } from '../../src/lib/book/linking.ts';
import { byIdentifier, symbolTransformer } from '../../src/lib/book/listing.ts';
import { chapter, compileFiles } from './book.ts';

const notation = `
- { name: beta, tex: '\\beta_t', meaning: The variance., match: '\\beta', identifiers: [betas] }
- { name: snr, tex: 's', meaning: The ratio., match: 's', identifiers: snr }
- { name: w, tex: 'w', meaning: The weight., match: ['w', 'w''x'] }
- { name: plain, tex: 'p', meaning: Nothing. }
`;
const schedule = `/** The snr is not computed here. */
export function linear(T: number): number[] {
  const betas = Array.from({ length: T }, () => 0.1); // snr
  return betas;
}
`;
const bookOf = (text: string, others: Record<string, string> = {}) =>
  compileFiles({
    'src/content/notation.yaml': notation,
    'src/lib/schedule.ts': schedule,
    'src/components/figures/Curve.astro': `<path data-sym="snr" /><Panel series={[{ sym: 'w' }]} />`,
    'src/components/book/Sym.astro': '',
    'src/components/book/Source.astro': '',
    ...others,
    'src/content/chapters/01-one.mdx': chapter(1, 'One', text),
  });
const source = '<Source file="schedule.ts" name="linear" />';
const linked = (text: string) => bookOf(text).book.chapters[0]!.linked;

test('a symbol lights up where it stands in two kinds of places, and only if the chapter explains it', () => {
  const explained = '<Sym name="beta">$\\beta_t$</Sym> and <Sym name="snr">$s$</Sym>';
  expect(linked(`${explained}\n\n${source}`)).toEqual(['beta']);
  expect(linked(`${explained}\n\n<Curve />`)).toEqual(['snr']);
  expect(linked(`${explained}\n\n${source}\n\n<Curve />`)).toEqual(['beta', 'snr']);
  expect(linked(explained)).toEqual([]);
  expect(linked(`$\\beta_t$ and $s$\n\n${source}\n\n<Curve />`)).toEqual([]);
});

test('a figure that shows an unknown symbol is a fault of the chapter that uses it', () => {
  const { faults } = bookOf('Text.\n\n<Curve />', {
    'src/components/figures/Curve.astro': '<path data-sym="bata" />',
  });
  expect(faults).toEqual([
    'src/content/chapters/01-one.mdx:12: <Curve> shows a symbol "bata" that is not in src/content/notation.yaml. Did you mean "beta"?',
  ]);
});

test('a live figure’s own folder counts', () => {
  const text = '<Sym name="w">$w$</Sym>\n\n<LiveOne />';
  const { book } = bookOf(text, {
    'src/components/demos/LiveOne.astro': '',
    'src/components/demos/liveOne/pictures.ts': `export const label = { sym: 'w' };`,
  });
  expect(book.chapters[0]!.linked).toEqual(['w']);
});

test('a pattern that is no TeX is told with its line', () => {
  const { faults } = bookOf('Text.', {
    'src/content/notation.yaml': `- { name: a, tex: 'a', meaning: One., match: '\\frac{' }`,
  });
  expect(faults).toEqual([expect.stringMatching(/notation\.yaml:1: TeX error: .* in the symbol "a"/)]);
});

test('identifiers are those of the code, not of its comments and strings', () => {
  const names = identifiersIn('// alpha\nconst beta = "gamma" + delta.eta; /* theta */');
  expect([...names]).toEqual(['beta', 'delta', 'eta']);
});

test('a listing wraps whole identifiers, and loses and moves no character', async () => {
  const code = `${schedule}const alphaBetas = betas2 + x.betas; // betas`;
  const symbols = byIdentifier({ beta: { identifiers: ['betas'] }, other: { identifiers: ['T'] } }, ['beta']);
  const options = { lang: 'ts', theme: 'css-variables' } as const;
  const { createCssVariablesTheme } = await import('shiki');
  const theme = createCssVariablesTheme({ name: 'css-variables', variablePrefix: '--astro-code-' });
  const html = await codeToHtml(code, { ...options, theme, transformers: [symbolTransformer(symbols) as never] });
  const plain = await codeToHtml(code, { ...options, theme });
  expect(html.match(/<span data-sym="beta">betas<\/span>/g)).toHaveLength(3);
  expect(html.match(/data-sym/g)).toHaveLength(3);
  expect(html.replace(/<[^>]*>/g, '')).toBe(plain.replace(/<[^>]*>/g, ''));
}, 60_000); // Shiki reads its grammars first
