/** The bibliography: BibTeX in, the strings that the page prints out. */
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import { renderInline } from './tex.ts';

export interface Reference {
  key: string;
  /** "Goodfellow et al." */
  authors: string;
  year: string;
  /** The entry of the bibliography, HTML. */
  html: string;
  /** As plain text, for sorting. */
  sortKey: string;
}

interface CslName {
  family?: string;
  given?: string;
  literal?: string;
  'non-dropping-particle'?: string;
}
interface CslEntry {
  id: string;
  type: string;
  title?: string;
  author?: CslName[];
  editor?: CslName[];
  issued?: { 'date-parts'?: (number | string)[][] };
  'container-title'?: string;
  publisher?: string;
  volume?: string | number;
  issue?: string | number;
  page?: string;
  number?: string | number;
  DOI?: string;
  URL?: string;
  note?: string;
}

const family = (name: CslName) =>
  [name['non-dropping-particle'], name.family ?? name.literal ?? ''].filter(Boolean).join(' ');
const initials = (given: string) => given.replace(/(\p{L})[\p{L}.'’]*/gu, '$1.').replace(/\.\s+/g, '.\u00a0');

function shortAuthors(names: CslName[]): string {
  const [first, second] = names.map(family);
  if (names.length > 2) return `${first} et al.`;
  return second ? `${first} and ${second}` : (first ?? '');
}

function longAuthors(names: CslName[]): string {
  const all = names.map((name) => [family(name), name.given && initials(name.given)].filter(Boolean).join(', '));
  if (all.length > 10) return `${all.slice(0, 9).join('; ')}; et al.`;
  return all.join('; ');
}

/** DOI before arXiv before any other address. */
function address(entry: CslEntry, eprint: string | undefined): { url: string; label: string } | null {
  if (entry.DOI) return { url: `https://doi.org/${entry.DOI}`, label: `doi:${entry.DOI}` };
  if (eprint) return { url: `https://arxiv.org/abs/${eprint}`, label: `arXiv:${eprint}` };
  if (!entry.URL) return null;
  const arxiv = /arxiv\.org\/abs\/([^\s/]+(?:\/\d+)?)/.exec(entry.URL);
  return { url: entry.URL, label: arxiv ? `arXiv:${arxiv[1]}` : entry.URL.replace(/^https?:\/\/(www\.)?/, '') };
}

function format(entry: CslEntry, eprint: string | undefined): string {
  const container = entry['container-title'];
  const year = entry.issued?.['date-parts']?.[0]?.[0];
  const where = [
    container && `<cite>${renderInline(container)}</cite>`,
    entry.volume !== undefined && renderInline(`${entry.volume}${entry.issue === undefined ? '' : `(${entry.issue})`}`),
    entry.page && renderInline(`${/[-–]/.test(entry.page) ? 'pp.' : 'p.'}\u00a0${entry.page.replace(/-+/g, '–')}`),
    entry.publisher && renderInline(entry.publisher),
  ].filter(Boolean);
  const title = renderInline((entry.title ?? '').replace(/[$*`]/g, ''));
  const whole = container ? title : `<cite>${title}</cite>`;
  const link = address(entry, eprint);
  return [
    `${renderInline(longAuthors(entry.author ?? entry.editor ?? []))} (${year ?? 'no year'}).`,
    `${whole}${/[.?!]$/.test(title) ? '' : '.'}`,
    where.length > 0 && `${where.join(', ')}.`,
    link && `<a href="${encodeURI(decodeURI(link.url))}" rel="external">${renderInline(link.label)}</a>`,
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * @throws Error with the line, for BibTeX that cannot be read, a key given twice, or an entry without author, title or year.
 */
export function parseReferences(bibtex: string): Map<string, Reference> {
  const references = new Map<string, Reference>();
  if (!bibtex.trim()) return references;
  (plugins.config.get('@bibtex') as { parse: { sentenceCase: string } }).parse.sentenceCase = 'never';
  for (const entry of new Cite(bibtex, { forceType: '@bibtex/text' }).data as CslEntry[]) {
    const names = entry.author ?? entry.editor ?? [];
    const year = entry.issued?.['date-parts']?.[0]?.[0];
    const lacking = [names.length === 0 && 'author', !entry.title && 'title', year === undefined && 'year'].filter(
      Boolean,
    );
    const start = Math.max(0, bibtex.search(new RegExp(`\\{\\s*${escapeRegExp(entry.id)}\\s*,`)));
    const line = bibtex.slice(0, start).split('\n').length;
    const eprint = /\beprint\s*=\s*["{]([^"}]+)/i.exec(bibtex.slice(start).split(/\n\s*@/)[0]!)?.[1];
    if (lacking.length > 0) throw new ReferenceFault(`The entry "${entry.id}" has no ${lacking.join(', no ')}.`, line);
    if (references.has(entry.id)) throw new ReferenceFault(`The entry "${entry.id}" stands here twice.`, line);
    references.set(entry.id, {
      key: entry.id,
      authors: shortAuthors(names),
      year: String(year),
      html: format(entry, eprint),
      sortKey: `${longAuthors(names)} ${year} ${entry.title}`.toLowerCase(),
    });
  }
  return references;
}

export class ReferenceFault extends Error {
  line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
