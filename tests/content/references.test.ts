import { expect, test } from 'vitest';
import { parseReferences } from '../../src/lib/book/references.ts';

const parse = (entry: string) => [...parseReferences(entry).values()][0]!;

test('one, two and many authors are named as a reader expects', () => {
  const by = (author: string) => parse(`@book{k, author={${author}}, title={T}, year=2000}`).authors;
  expect(by('Lovelace, Ada')).toBe('Lovelace');
  expect(by('Ada Lovelace and Charles Babbage')).toBe('Lovelace and Babbage');
  expect(by('A, B and C, D and E, F')).toBe('A et al.');
  expect(by('van den Oord, A{\\"a}ron')).toBe('van den Oord');
});

test('an entry is printed with authors, year, title, place and address', () => {
  const { html } = parse(`@inproceedings{goodfellow2014,
    author = {Goodfellow, Ian J. and Bengio, Yoshua}, title = {Generative {A}dversarial Nets},
    booktitle = {Advances}, volume = {27}, pages = {2672--2680}, year = {2014}, eprint = {1406.2661}}`);
  expect(html).toBe(
    'Goodfellow, I.\u00a0J.; Bengio, Y. (2014). Generative Adversarial Nets. <cite>Advances</cite>, 27, pp.\u00a02672–2680. ' +
      '<a href="https://arxiv.org/abs/1406.2661" rel="external">arXiv:1406.2661</a>',
  );
});

test('a title cannot smuggle in markup', () => {
  expect(parse('@book{k, author={A, B}, title={x <img src=y onerror=z>}, year=2000}').html).toContain('&lt;img');
});

test('an entry that lacks something is refused by name and line', () => {
  const text = '@book{good, author={A, B}, title={T}, year=2000}\n\n@book{bad, title={T}}';
  expect(() => parseReferences(text)).toThrow('The entry "bad" has no author, no year.');
  expect(() => parseReferences(text)).toThrow(expect.objectContaining({ line: 3 }));
});
