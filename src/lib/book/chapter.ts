/** Reads one chapter with the parser that also renders it, and lists everything that the book must know about it. */
import { mdxToMdast } from 'satteri';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'satteri';
import type { Nodes } from 'mdast';
import type { Fault } from './faults.ts';
import { theoremKinds } from './labels.ts';
import type { LabelKind } from './labels.ts';
import { slugOf } from './slug.ts';
import { renderInline, renderTex, texFault } from './tex.ts';

/** Something in the text that names something else: a label, a citation, a symbol, a declaration. */
export interface Mention {
  name: string;
  line: number;
}
export interface ChapterText {
  file: string;
  slug: string;
  title: string;
  number: string;
  labels: (Mention & { kind: LabelKind; title: string })[];
  refs: Mention[];
  cites: Mention[];
  symbols: Mention[];
  terms: Mention[];
  sources: (Mention & { file: string })[];
  /** The TeX of every formula in the text, displayed or not. */
  formulas: string[];
  /** Components that are used without being imported. */
  components: Mention[];
  /** Ids that links of this chapter point to, `#id`. */
  exercises: number;
  words: number;
  faults: Fault[];
}

/** Component attributes that may hold `$tex$`. */
const textual = ['title', 'caption', 'nearMiss', 'at', 'sourceAt'];
const labelPattern = /\\label\{([^}]*)\}/g;

/** Labels of a formula, in order. */
export const labelsOf = (tex: string) => [...tex.matchAll(labelPattern)].map((match) => match[1]!);
export const withoutLabels = (tex: string) => tex.replace(labelPattern, '').trimEnd();

type Jsx = MdxJsxFlowElement | MdxJsxTextElement;

/** A literal attribute; `{expression}` values are null because they are not known before the page runs. */
export function attribute(node: Jsx, name: string): string | null | undefined {
  for (const item of node.attributes) {
    if (item.type !== 'mdxJsxAttribute' || item.name !== name) continue;
    if (item.value == null) return '';
    if (typeof item.value === 'string') return item.value;
    return /^(['"`])([^'"`$\\]*)\1$/.exec(item.value.value.trim())?.[2] ?? null;
  }
  return undefined;
}

/** Of a caption; a figure has no other title. */
const firstSentence = (node: Jsx) => /^.*?[.:](?=\s|$)/.exec(attribute(node, 'caption') ?? '')?.[0].slice(0, -1) ?? '';

export function readChapter(file: string, text: string): ChapterText {
  const frontmatter = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '';
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(frontmatter)?.[1]?.replace(/^(['"])(.*)\1$/, '$2');
  const chapter: ChapterText = {
    file,
    slug: slugOf(file),
    title: field('title') ?? slugOf(file),
    number: field('order') ?? '',
    labels: [],
    refs: [],
    cites: [],
    symbols: [],
    terms: [],
    sources: [],
    formulas: [],
    components: [],
    exercises: 0,
    words: 0,
    faults: [],
  };
  const fault = (line: number, message: string) => chapter.faults.push({ file, line, message });
  let tree: Nodes;
  try {
    tree = mdxToMdast(text, { features: { math: true } }) as Nodes;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    fault(Number(/(\d+):\d+/.exec(message)?.[1] ?? 1), `MDX error: ${message}`);
    return chapter;
  }
  const imported = new Set<string>();
  const lines = text.split('\n');

  const checkTex = (tex: string, display: boolean, line: number) => {
    try {
      renderTex(withoutLabels(tex), display);
    } catch (error) {
      fault(line, `${texFault(error)} in "${shorten(tex)}"`);
    }
  };

  function visitJsx(node: Jsx, line: number): void {
    const { name } = node;
    if (!name || !/^[A-Z]/.test(name)) return;
    if (!imported.has(name) && name !== 'Fragment') chapter.components.push({ name, line });
    for (const item of textual) {
      const value = attribute(node, item);
      if (!value) continue;
      try {
        renderInline(value);
      } catch (error) {
        fault(line, `${texFault(error)} in the ${item} "${shorten(value)}"`);
      }
    }
    /** A literal attribute that this component cannot do without. */
    const need = (item: string, example: string): string | null => {
      const value = attribute(node, item);
      if (value) return value;
      const why = value === null ? 'is an expression, but must be a plain string' : 'is missing';
      fault(line, `<${name}>: the attribute "${item}" ${why}, as in <${name} ${item}="${example}">.`);
      return null;
    };
    const label = (kind: LabelKind, prefixes: string, required: boolean) => {
      const id = required ? need('id', `${prefixes.split('|')[0]}:name`) : attribute(node, 'id');
      if (!id) return;
      if (!new RegExp(`^(${prefixes}):[\\w-]+$`).test(id)) {
        fault(
          line,
          `<${name} id="${id}">: a label here reads "${prefixes.split('|')[0]}:" and a name of letters, digits and hyphens.`,
        );
        return;
      }
      chapter.labels.push({ name: id, line, kind, title: attribute(node, 'title') ?? firstSentence(node) });
    };
    switch (name) {
      case 'Ref': {
        const to = need('to', 'eq:value');
        if (to) chapter.refs.push({ name: to, line });
        break;
      }
      case 'Cite': {
        const keys = need('key', 'goodfellow2014');
        if (keys) for (const key of keys.split(',')) chapter.cites.push({ name: key.trim(), line });
        break;
      }
      case 'Sym': {
        const symbol = need('name', 'alphaBar');
        if (symbol) chapter.symbols.push({ name: symbol, line });
        break;
      }
      case 'Term': {
        const term = need('name', 'mode-collapse');
        if (term) chapter.terms.push({ name: term, line });
        break;
      }
      case 'Source': {
        const path = need('file', 'diffusion/schedule.ts');
        const declaration = need('name', 'cosineBetas');
        if (path && declaration) chapter.sources.push({ file: path, name: declaration, line });
        break;
      }
      case 'Figure':
        label('Figure', 'fig', true);
        break;
      case 'Exercise':
        label('Exercise', 'ex', true);
        chapter.exercises += 1;
        break;
      case 'Theorem': {
        const kind = attribute(node, 'kind') ?? 'Theorem';
        if (!(theoremKinds as readonly string[]).includes(kind)) {
          fault(line, `<Theorem kind="${kind}">: expected one of ${theoremKinds.join(', ')}.`);
          break;
        }
        label(kind as LabelKind, 'thm|prop|lem|def|cor', true);
        const cited = attribute(node, 'source');
        if (cited) for (const key of cited.split(',')) chapter.cites.push({ name: key.trim(), line });
        break;
      }
    }
  }

  function visit(node: Nodes): void {
    const start = node.position?.start ?? { line: 1, column: 1 };
    switch (node.type) {
      case 'mdxjsEsm' as never:
        for (const match of (node as { value: string }).value.matchAll(/import\s+(.+?)\s+from/gs)) {
          for (const name of match[1]!.matchAll(/[A-Za-z_$][\w$]*/g)) imported.add(name[0]);
        }
        break;
      case 'mdxJsxFlowElement' as never:
      case 'mdxJsxTextElement' as never:
        visitJsx(node as unknown as Jsx, start.line);
        break;
      case 'math':
        chapter.formulas.push(node.value);
        for (const name of labelsOf(node.value)) {
          if (/^eq:[\w-]+$/.test(name))
            chapter.labels.push({ name, line: lineOf(node.value, name, start.line), kind: 'Equation', title: '' });
          else
            fault(
              start.line,
              `\\label{${name}}: the label of an equation reads "eq:" and a name of letters, digits and hyphens.`,
            );
        }
        checkTex(node.value, true, start.line);
        break;
      case 'inlineMath':
        chapter.formulas.push(node.value);
        if (lines[start.line - 1]?.startsWith('$$', start.column - 1)) {
          fault(
            start.line,
            `"$$${shorten(node.value)}$$" on one line is set as inline math: put each $$ on a line of its own.`,
          );
        }
        if (labelsOf(node.value).length > 0)
          fault(start.line, `Inline math cannot carry a label: "${shorten(node.value)}".`);
        if (/^\d[\d.,]*\s+[a-z]{2,}/.test(node.value)) {
          fault(
            start.line,
            `"$${shorten(node.value)}$" looks like two sums of money, not like math: write \\$ for a dollar.`,
          );
        }
        checkTex(node.value, false, start.line);
        break;
      case 'link':
      case 'image':
        if (/^\//.test(node.url) || /\.mdx?(#|$)/.test(node.url)) {
          fault(
            start.line,
            `The address "${node.url}" breaks under a sub-path: use <Ref to="..."/> for places in the book and an import for files.`,
          );
        } else if (/^http:/.test(node.url)) {
          fault(start.line, `The address "${node.url}" is not encrypted: use https.`);
        }
        break;
      case 'text':
        chapter.words += node.value.split(/\s+/).filter(Boolean).length;
        break;
    }
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  }
  visit(tree);
  return chapter;
}

const shorten = (tex: string) => {
  const line = tex.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
};

/** The line of a label inside a formula whose `$$` stands on `first`. */
const lineOf = (tex: string, name: string, first: number) =>
  first + 1 + tex.slice(0, tex.indexOf(`\\label{${name}}`)).split('\n').length - 1;
