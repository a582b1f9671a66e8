/** The book as one plain object: numbers, labels, citations, symbols and listings, checked against each other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parse } from 'yaml';
import { readChapter } from './chapter.ts';
import type { ChapterText, Mention } from './chapter.ts';
import { didYouMean } from './faults.ts';
import type { Fault } from './faults.ts';
import { readGlossary } from './glossary.ts';
import type { GlossaryEntry } from './glossary.ts';
import { theoremKinds } from './labels.ts';
import type { Label, LabelKind } from './labels.ts';
import { identifiersIn, inTwoOf, symbolsOfFigure } from './linking.ts';
import { parseReferences, ReferenceFault } from './references.ts';
import type { Reference } from './references.ts';
import { exportedDeclarations } from './source.ts';
import type { Slice } from './source.ts';
import { symbolMatcher } from './symbols.ts';
import type { SymbolMatcher } from './symbols.ts';
import { renderInline, renderTex, texFault } from './tex.ts';

export interface Symbol {
  name: string;
  tex: string;
  code: string;
  meaning: string;
  /** Slug or number of the chapter that introduces it, as the author gives it. */
  chapter: string;
  html: string;
  meaningHtml: string;
  /** How it is found in formulas (symbols.ts) and in listings; none: it is not looked for. */
  match: string[];
  identifiers: string[];
}
export interface ChapterSummary {
  slug: string;
  title: string;
  number: string;
  file: string;
  words: number;
  exercises: string[];
  /** Citation keys and symbols in the order of their first use. */
  cites: string[];
  symbols: string[];
  /** Those of its symbols that light up together, in formulas, listings and figures (linking.ts). */
  linked: string[];
  /** Library files that it shows. */
  sources: string[];
}
export interface Book {
  chapters: ChapterSummary[];
  labels: Record<string, Label>;
  references: Record<string, Reference>;
  notation: Record<string, Symbol>;
  glossary: Record<string, GlossaryEntry>;
  /** `diffusion/schedule.ts#cosineBetas` */
  sources: Record<string, Slice>;
  /** Whole text of every file that a listing links to. */
  files: Record<string, string>;
  /** Components that chapters use and nobody has written yet; a draft shows a placeholder. */
  missing: string[];
}

export interface Folders {
  /** The project's root; faults are told relative to it. */
  root: string;
  chapters: string;
  references: string;
  notation: string;
  glossary: string;
  /** What `<Source file>` is relative to. */
  library: string;
  /** Where components live that chapters may use without an import. */
  components: string[];
}

export const bookFolders = (root: string): Folders => ({
  root,
  chapters: join(root, 'src/content/chapters'),
  references: join(root, 'src/content/references.bib'),
  notation: join(root, 'src/content/notation.yaml'),
  glossary: join(root, 'src/content/glossary.yaml'),
  library: join(root, 'src/lib'),
  components: ['book', 'demos', 'figures'].map((folder) => join(root, 'src/components', folder)),
});

const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const listOf = (value: unknown): string[] => (value == null ? [] : [value].flat().map(String));

export const matcherOf = (notation: Record<string, Symbol>): SymbolMatcher =>
  symbolMatcher(Object.values(notation).flatMap(({ name, match }) => match.map((tex) => ({ name, tex }))));

/** Theorems and their relatives share one counter; equations, figures and exercises have their own. */
const counterOf = (kind: LabelKind) => ((theoremKinds as readonly string[]).includes(kind) ? 'Theorem' : kind);

/** Numbers each kind within its chapter, in the order of the text. */
export function numberLabels(chapters: readonly ChapterText[], faults: Fault[]): Record<string, Label> {
  const labels: Record<string, Label> = {};
  for (const { file, slug, title, number, labels: found } of chapters) {
    const counters: Record<string, number> = {};
    const all = [{ name: `ch:${slug}`, kind: 'Chapter' as LabelKind, title, line: 1 }, ...found];
    for (const { name, kind, title, line } of all) {
      const counter = counterOf(kind);
      counters[counter] = (counters[counter] ?? 0) + 1;
      const earlier = labels[name];
      if (earlier) {
        faults.push({
          file,
          line,
          message: `The label "${name}" is taken: ${earlier.file}:${earlier.line} has it already.`,
        });
        continue;
      }
      const printed = kind === 'Chapter' ? number : `${number}.${counters[counter]}`;
      labels[name] = { name, kind, number: printed, title, chapter: slug, file, line };
    }
  }
  return labels;
}

function readNotation(file: string, name: string, faults: Fault[]): Record<string, Symbol> {
  const text = read(file);
  const symbols: Record<string, Symbol> = {};
  const lineOf = (symbol: string) =>
    1 + text.split('\n').findIndex((line) => new RegExp(`name:\\s*['"]?${symbol}['"]?\\s*(,|}|#|$)`).test(line));
  let entries: unknown;
  try {
    entries = parse(text) ?? [];
  } catch (error) {
    const line = (error as { linePos?: { line: number }[] }).linePos?.[0]?.line ?? 1;
    faults.push({ file: name, line, message: `YAML error: ${(error as Error).message.split('\n')[0]}` });
    return symbols;
  }
  for (const entry of entries as Record<string, unknown>[]) {
    const symbol = String(entry['name'] ?? '');
    const line = Math.max(1, lineOf(symbol));
    const lacking = ['name', 'tex', 'meaning'].filter((key) => !entry[key]);
    if (lacking.length > 0) {
      faults.push({ file: name, line, message: `The symbol "${symbol}" has no ${lacking.join(', no ')}.` });
      continue;
    }
    if (symbols[symbol]) faults.push({ file: name, line, message: `The symbol "${symbol}" stands here twice.` });
    try {
      const [tex, meaning] = [String(entry['tex']).replace(/^\$|\$$/g, ''), String(entry['meaning'])];
      symbols[symbol] = {
        name: symbol,
        tex,
        meaning,
        code: String(entry['code'] ?? ''),
        chapter: String(entry['chapter'] ?? ''),
        html: renderTex(tex),
        meaningHtml: renderInline(meaning),
        match: listOf(entry['match']),
        identifiers: listOf(entry['identifiers']),
      };
      for (const pattern of symbols[symbol].match) renderTex(pattern);
    } catch (error) {
      faults.push({ file: name, line, message: `${texFault(error)} in the symbol "${symbol}"` });
    }
  }
  return symbols;
}

function readReferences(file: string, name: string, faults: Fault[]): Record<string, Reference> {
  try {
    return Object.fromEntries(parseReferences(read(file)));
  } catch (error) {
    const line = error instanceof ReferenceFault ? error.line : 1;
    faults.push({ file: name, line, message: (error as Error).message });
    return {};
  }
}

const unique = (mentions: readonly Mention[]) => [...new Set(mentions.map(({ name }) => name))];

/** Reads everything, checks everything; the faults come back in the order of file and line. */
export function compileBook(folders: Folders): { book: Book; faults: Fault[] } {
  const faults: Fault[] = [];
  const path = (file: string) => relative(folders.root, file);
  const files = existsSync(folders.chapters)
    ? readdirSync(folders.chapters)
        .filter((file) => file.endsWith('.mdx'))
        .sort()
    : [];
  const chapters = files.map((file) => {
    const full = join(folders.chapters, file);
    return readChapter(path(full), readFileSync(full, 'utf8'));
  });
  faults.push(...chapters.flatMap((chapter) => chapter.faults));
  const labels = numberLabels(chapters, faults);
  const references = readReferences(folders.references, path(folders.references), faults);
  const notation = readNotation(folders.notation, path(folders.notation), faults);
  const glossary = readGlossary(read(folders.glossary), path(folders.glossary), faults);
  const components = new Set(
    folders.components
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder))
      .filter((file) => file.endsWith('.astro'))
      .map((file) => basename(file, '.astro')),
  );

  const sources: Record<string, Slice> = {};
  const texts: Record<string, string> = {};
  const declarations = new Map<string, Map<string, Slice>>();
  for (const chapter of chapters) {
    const known = (mentions: readonly Mention[], names: Iterable<string>, what: string, where: string) => {
      const set = new Set(names);
      for (const { name, line } of mentions) {
        if (set.has(name)) continue;
        faults.push({
          file: chapter.file,
          line,
          message: `Unknown ${what} "${name}": ${where}.${didYouMean(name, set)}`,
        });
      }
    };
    known(chapter.refs, Object.keys(labels), 'label', 'no chapter defines it');
    known(chapter.cites, Object.keys(references), 'citation', `it is not in ${path(folders.references)}`);
    known(chapter.symbols, Object.keys(notation), 'symbol', `it is not in ${path(folders.notation)}`);
    known(chapter.terms, Object.keys(glossary), 'term', `it is not in ${path(folders.glossary)}`);
    known(chapter.components, components, 'component', 'it is neither imported nor a file in src/components');
    for (const { file, name, line } of chapter.sources) {
      const full = join(folders.library, file);
      if (!existsSync(full)) {
        faults.push({ file: chapter.file, line, message: `<Source file="${file}">: there is no ${path(full)}.` });
        continue;
      }
      texts[file] ??= readFileSync(full, 'utf8');
      if (!declarations.has(file)) declarations.set(file, exportedDeclarations(texts[file]));
      const slice = declarations.get(file)!.get(name);
      if (slice) sources[`${file}#${name}`] = slice;
      else {
        const message = `<Source name="${name}">: ${path(full)} exports no such declaration.`;
        faults.push({ file: chapter.file, line, message: message + didYouMean(name, declarations.get(file)!.keys()) });
      }
    }
  }

  const matcher = matcherOf(notation);
  /** Of the symbols that the chapter explains by `<Sym>`, those that stand in two kinds of places. */
  const linkedIn = (chapter: ChapterText): string[] => {
    const inFormulas = new Set(chapter.formulas.flatMap((tex) => [...matcher.namesIn(tex)]));
    const codes = chapter.sources.map(({ file, name }) => sources[`${file}#${name}`]?.code ?? '');
    const written = identifiersIn(codes.join('\n'));
    const inFigures = new Set<string>();
    for (const { name, line } of chapter.components) {
      for (const symbol of symbolsOfFigure(folders.components, name)) {
        inFigures.add(symbol);
        if (notation[symbol]) continue;
        const message = `<${name}> shows a symbol "${symbol}" that is not in ${path(folders.notation)}.`;
        faults.push({ file: chapter.file, line, message: message + didYouMean(symbol, Object.keys(notation)) });
      }
    }
    const explained = unique(chapter.symbols).filter((name) => notation[name]);
    const inListings = new Set(explained.filter((name) => notation[name]!.identifiers.some((id) => written.has(id))));
    const linked = inTwoOf(inFormulas, inListings, inFigures);
    return explained.filter((name) => linked.includes(name));
  };

  for (const { name, chapter } of Object.values(glossary)) {
    if (chapters.some(({ slug }) => slug === chapter)) continue;
    const message = `The term "${name}" names the chapter "${chapter}", which is not written.`;
    faults.push({
      file: path(folders.glossary),
      line: 1,
      message:
        message +
        didYouMean(
          chapter,
          chapters.map(({ slug }) => slug),
        ),
    });
  }

  const summaries = chapters.map((chapter) => ({
    slug: chapter.slug,
    title: chapter.title,
    number: chapter.number,
    file: chapter.file,
    words: chapter.words,
    exercises: chapter.labels.filter(({ kind }) => kind === 'Exercise').map(({ name }) => name),
    cites: unique(chapter.cites),
    symbols: unique(chapter.symbols),
    linked: linkedIn(chapter),
    sources: [...new Set(chapter.sources.map(({ file }) => file))],
  }));
  faults.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  const missing = unique(chapters.flatMap((chapter) => chapter.components)).filter((name) => !components.has(name));
  return {
    book: { chapters: summaries, labels, references, notation, glossary, sources, files: texts, missing },
    faults,
  };
}
