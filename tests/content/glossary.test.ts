import { expect, test } from 'vitest';
import { chapter, compileFiles } from './book.ts';

const compile = (glossary: string, text = 'Text.') =>
  compileFiles({ 'src/content/glossary.yaml': glossary, 'src/content/chapters/01-one.mdx': chapter(1, 'One', text) });
const mode = '- name: mode\n  term: mode\n  also: peak\n  meaning: Where $p$ is *large*.\n  chapter: one\n';

test('a term has its meaning set, with formulas', () => {
  const { book, faults } = compile(mode, 'A <Term name="mode">mode</Term>.');
  expect(faults.filter((fault) => !fault.includes('component'))).toEqual([]);
  expect(book.glossary['mode']).toMatchObject({ term: 'mode', also: 'peak', chapter: 'one' });
  expect(book.glossary['mode']!.meaningHtml).toMatch(/katex.*<em>large<\/em>/s);
});

test('what is lacking, doubled, misspelt or unknown is told with its line', () => {
  const file = 'src/content/glossary.yaml';
  expect(compile('- name: mode\n  term: mode\n').faults).toEqual([
    `${file}:1: The term "mode" has no meaning, no chapter.`,
  ]);
  expect(compile(mode + mode).faults).toEqual([`${file}:1: The term "mode" stands here twice.`]);
  expect(compile(mode.replace('$p$', '$\\frak{$')).faults[0]).toMatch(/in the term "mode"/);
  expect(compile(mode.replace('chapter: one', 'chapter: on')).faults).toEqual([
    `${file}:1: The term "mode" names the chapter "on", which is not written. Did you mean "one"?`,
  ]);
  expect(compile('- name: [\n').faults[0]).toMatch(`${file}:`);
  const { faults } = compile(mode, 'A <Term name="mod">mode</Term>.');
  expect(faults.join()).toContain('Unknown term "mod": it is not in src/content/glossary.yaml. Did you mean "mode"?');
});
