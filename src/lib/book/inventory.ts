/**
 * What a chapter holds, counted for `npm run content`, and what it lacks: a theorem without assumptions or source, an exercise
 * whose answer nothing checks, a result that was typed in instead of computed.
 */
import { mdxToMdast } from 'satteri';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'satteri';
import type { Nodes } from 'mdast';
import { attribute, labelsOf } from './chapter.ts';
import type { Fault } from './faults.ts';

export interface Inventory {
  file: string;
  words: number;
  /** Numbered statements, definitions among them. */
  theorems: number;
  /** Displayed equations, and those of them that have a number. */
  equations: number;
  labelled: number;
  figures: number;
  /** Figures that the reader can press. */
  demos: number;
  exercises: number;
  claims: number;
  /** Numbers that the build computed. */
  values: number;
  /** Listings of the code that runs. */
  listings: number;
  /** Works that it cites. */
  sources: number;
  faults: Fault[];
}
export const counted = [
  'words',
  'theorems',
  'equations',
  'labelled',
  'figures',
  'demos',
  'exercises',
  'claims',
  'values',
  'listings',
  'sources',
] as const satisfies readonly (keyof Inventory)[];

type Jsx = MdxJsxFlowElement | MdxJsxTextElement;
const isJsx = (node: Nodes): node is Nodes & Jsx => /^mdxJsx(Flow|Text)Element$/.test(node.type);
const childrenOf = (node: Nodes): Nodes[] => ('children' in node ? (node.children as Nodes[]) : []);
const holds = (node: Nodes, name: string): boolean =>
  childrenOf(node).some((child) => (isJsx(child) && child.name === name) || holds(child, name));

/** Words beside which a number is a result. */
const resultWord =
  /\b(loss(es)?|accurac\w+|modes?|fractions?|errors?|variances?|deviations?|divergences?|nats?|bits?|seconds?|ms|milliseconds?|FIDs?|KLs?|MMD|NLL|confidence|coverage|recall|precision|quality|speeds?|fast(er)?|slow(er)?|percent|per cent|likelihood|gap|bias|spread|memory|rates?)\b|%/i;
/** Numbers that look measured: with decimals, as a share, with a unit of time, or so many of so many. */
const measured =
  /(?<![\w.,^_$])\d[\d,]*\.\d+|(?<![\w.,])\d[\d,]*\s?(%|per cent|percent|ms\b|milliseconds?|seconds?|minutes?|nats|bits)|\b\d+ of (the )?\d+\b/;
/** The end of a formula that gives a result in digits. */
const typedFormula = /(?:\\approx|=)\s*-?\d*\.\d{3,}(\\ldots|\\dots)?\s*[.,;]?\s*$/;
const bareNumber = /^[+-]?\d[\d,]*(\.\d+)?(\\,?\\%)?$/;

/** Marks that stand for what is not prose. A computed number, a citation and a setting are what makes a sentence sound. */
const mark = { computed: '\u25c7', cited: '\u00a7', other: '\u25aa' };

/** A paragraph's prose, in which formulas that are only a number are numbers. */
function prose(node: Nodes): string {
  switch (node.type) {
    case 'text':
      return node.value;
    case 'inlineMath':
      return bareNumber.test(node.value) ? node.value.replace('\\%', '%') : mark.other;
    case 'inlineCode':
      return mark.other;
  }
  if (isJsx(node)) {
    if (node.name === 'Value') return mark.computed;
    if (node.name === 'Cite') return mark.cited;
    if (node.name === 'Given' || node.name === 'Sym' || node.name === 'Ref') return mark.other;
  }
  return childrenOf(node)
    .map(prose)
    .join(node.type === 'tableRow' ? ' ' : '');
}

/** @param demos names of the components that a reader can press */
export function inventory(file: string, text: string, demos: ReadonlySet<string>): Inventory {
  const found: Inventory = {
    file,
    words: 0,
    theorems: 0,
    equations: 0,
    labelled: 0,
    figures: 0,
    demos: 0,
    exercises: 0,
    claims: 0,
    values: 0,
    listings: 0,
    sources: 0,
    faults: [],
  };
  const works = new Set<string>();
  const fault = (node: Nodes, message: string) =>
    found.faults.push({ file, line: node.position?.start.line ?? 1, message });
  const cite = (keys: string | null | undefined) => keys?.split(',').forEach((key) => works.add(key.trim()));

  function visitJsx(node: Nodes & Jsx): void {
    const id = attribute(node, 'id') ?? '';
    switch (node.name) {
      case 'Theorem': {
        found.theorems += 1;
        cite(attribute(node, 'source'));
        if (attribute(node, 'kind') === 'Definition') break;
        if (!holds(node, 'Assumptions'))
          fault(node, `<Theorem id="${id}"> does not say what it assumes: <Assumptions>.`);
        if (!attribute(node, 'source') && !holds(node, 'Cite') && !holds(node, 'Proof'))
          fault(node, `<Theorem id="${id}"> has neither a source nor a proof.`);
        break;
      }
      case 'Exercise':
        found.exercises += 1;
        if (attribute(node, 'answer') === undefined)
          fault(node, `<Exercise id="${id}"> has no answer that the page can check: answer={expression}.`);
        if (!holds(node, 'Solution')) fault(node, `<Exercise id="${id}"> has no <Solution>.`);
        break;
      case 'Figure':
        found.figures += 1;
        if ([...demos].some((name) => holds(node, name))) found.demos += 1;
        break;
      case 'Claim':
        found.claims += 1;
        break;
      case 'Value':
        found.values += 1;
        break;
      case 'Source':
        found.listings += 1;
        break;
      case 'Cite':
        cite(attribute(node, 'key'));
    }
  }

  /** @param given inside the statement of an exercise, where numbers are the question */
  function visit(node: Nodes, given: boolean): void {
    const at = (number: string) =>
      `"${number.trim()}" looks like a result that was typed in: compute it with <Value of={...} />, cite where it is from in the same sentence, or mark what was chosen with <Given>.`;
    if (isJsx(node)) visitJsx(node);
    const inside =
      isJsx(node) && node.name === 'Exercise' ? true : isJsx(node) && node.name === 'Solution' ? false : given;
    switch (node.type) {
      case 'math':
        found.equations += 1;
        if (labelsOf(node.value).length > 0) found.labelled += 1;
        break;
      case 'inlineMath': {
        const typed = typedFormula.exec(node.value);
        if (typed && !given) fault(node, at(typed[0]));
        break;
      }
      case 'text':
        found.words += node.value.split(/\s+/).filter(Boolean).length;
        break;
      case 'paragraph':
      case 'tableRow':
      case 'heading': {
        if (given) break;
        for (const sentence of prose(node).split(/(?<=[.!?;:])\s+(?=[\p{Lu}\u25aa\u25c7\u00a7])/u)) {
          const number = measured.exec(sentence);
          if (number && resultWord.test(sentence) && !sentence.includes(mark.cited)) fault(node, at(number[0]));
        }
      }
    }
    for (const child of childrenOf(node)) visit(child, inside);
  }
  visit(mdxToMdast(text, { features: { math: true } }) as Nodes, false);
  found.sources = works.size;
  return found;
}
