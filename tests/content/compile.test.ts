import { expect, test } from 'vitest';
import { chapter, compileFiles, faultsOf } from './book.ts';

const components = Object.fromEntries(
  ['Ref', 'Cite', 'Theorem', 'Figure', 'Exercise', 'Source', 'Sym', 'Note'].map((name) => [
    `src/components/book/${name}.astro`,
    '',
  ]),
);
const faults = (text: string, others: Record<string, string> = {}) => faultsOf(text, { ...components, ...others });

const two = {
  ...components,
  'src/content/chapters/02-the-game.mdx': chapter(
    2,
    'The game',
    `$$
a \\label{eq:a}
$$

$$
b \\label{eq:b}
$$

<Figure id="fig:first" caption="One">x</Figure>

<Theorem id="thm:best" kind="Proposition" title="Best">

$$
c \\label{eq:c}
$$

</Theorem>

<Theorem id="def:pair" kind="Definition">x</Theorem>

<Exercise id="ex:try">x</Exercise>

See <Ref to="eq:later" /> and <Ref to="ch:the-noise" />.`,
  ),
  'src/content/chapters/09-the-noise.mdx': chapter(
    9,
    'The noise',
    '$$\nd \\label{eq:later}\n$$\n\nBack to <Ref to="thm:best" />.',
  ),
};

test('labels are numbered by chapter and kind, in the order of the text', () => {
  const { book, faults } = compileFiles(two);
  expect(faults).toEqual([]);
  const numbers = Object.values(book.labels).map(({ name, kind, number }) => `${name} = ${kind} ${number}`);
  expect(numbers).toEqual([
    'ch:the-game = Chapter 2',
    'eq:a = Equation 2.1',
    'eq:b = Equation 2.2',
    'fig:first = Figure 2.1',
    'thm:best = Proposition 2.1',
    'eq:c = Equation 2.3',
    'def:pair = Definition 2.2',
    'ex:try = Exercise 2.1',
    'ch:the-noise = Chapter 9',
    'eq:later = Equation 9.1',
  ]);
});

test('a duplicate label names both places', () => {
  const one = two['src/content/chapters/09-the-noise.mdx'].replace('eq:later', 'eq:a');
  const { faults } = compileFiles({ ...two, 'src/content/chapters/09-the-noise.mdx': one });
  expect(faults).toContainEqual(
    'src/content/chapters/09-the-noise.mdx:11: The label "eq:a" is taken: src/content/chapters/02-the-game.mdx:11 has it already.',
  );
});

test('an unknown label is told with its line and the nearest known one', () => {
  expect(faults('$$\na \\label{eq:value}\n$$\n\nSee <Ref to="eq:vaule" />.')).toEqual([
    '14: Unknown label "eq:vaule": no chapter defines it. Did you mean "eq:value"?',
  ]);
});

test('an unknown citation is told, in a list of keys and in the source of a theorem', () => {
  const bib = { 'src/content/references.bib': '@book{known, author={A, B}, title={T}, year=2000}' };
  expect(faults('<Cite key="known, unheard" />\n\n<Theorem id="thm:a" source="nobody">x</Theorem>', bib)).toEqual([
    '10: Unknown citation "unheard": it is not in src/content/references.bib.',
    '12: Unknown citation "nobody": it is not in src/content/references.bib.',
  ]);
});

test('a listing needs a file that exists and a name that it exports', () => {
  const source = { 'src/lib/a.ts': 'export const here = 1;\nconst inside = 2;\n' };
  const text =
    '<Source file="a.ts" name="here" />\n\n<Source file="a.ts" name="inside" />\n\n<Source file="b.ts" name="x" />';
  expect(faults(text, source)).toEqual([
    '12: <Source name="inside">: src/lib/a.ts exports no such declaration.',
    '14: <Source file="b.ts">: there is no src/lib/b.ts.',
  ]);
});

test('an unknown symbol is told, and so is a faulty notation file', () => {
  const notation = {
    'src/content/notation.yaml':
      '- name: alphaBar\n  tex: \\bar\\alpha_t\n  meaning: what is left\n- name: broken\n  tex: \\frac{\n  meaning: x\n',
  };
  const all = faults('<Sym name="alphaBr">$x$</Sym>', notation);
  expect(all[0]).toBe('10: Unknown symbol "alphaBr": it is not in src/content/notation.yaml. Did you mean "alphaBar"?');
  expect(all[1]).toMatch(/^src\/content\/notation\.yaml:4: TeX error: .* in the symbol "broken"$/);
});

test('a component that nobody wrote or imported is told', () => {
  expect(faults("import Here from './here.astro';\n\n<Here />\n\n<Reff to='eq:a' />")).toEqual([
    '14: Unknown component "Reff": it is neither imported nor a file in src/components. Did you mean "Ref"?',
  ]);
});

test('a component inside code or a comment is text', () => {
  expect(faults('`<Ref to="eq:none" />`\n\n{/* <Ref to="eq:none" /> */}\n\n```mdx\n<Ref to="eq:none" />\n```')).toEqual(
    [],
  );
});

test('a bibliography that repeats a key is a fault of its file', () => {
  const entry = '@book{same, author={A, B}, title={T}, year=2000}\n';
  expect(faults('x', { 'src/content/references.bib': entry + entry })).toEqual([
    'src/content/references.bib:1: The entry "same" stands here twice.',
  ]);
});
