/**
 * The book's Markdown plugin: formulas become HTML at build time, labelled equations get their number, sections too.
 *
 * A formula is emitted as one `<Fragment set:html>`: compiling KaTeX's tree of spans to JSX would take five times as long.
 */
import type { Nodes } from 'mdast';
import type { MdastPluginDefinition, MdastPluginInput, MdastVisitorContext } from 'satteri';
import { labelsOf, withoutLabels } from './chapter.ts';
import { anchor } from './labels.ts';
import type { Label } from './labels.ts';
import { slugOf } from './slug.ts';
import { closing, opening, renderMarked, texFault, together } from './tex.ts';

const fragment = (type: 'mdxJsxFlowElement' | 'mdxJsxTextElement', html: string) =>
  ({
    type,
    name: 'Fragment',
    attributes: [{ type: 'mdxJsxAttribute', name: 'set:html', value: html }],
    children: [],
  }) as never;

/** Marks the symbols of a formula of the chapter with that slug. */
export type MarkSymbols = (chapter: string, tex: string) => string;

/** A displayed formula; with one label its number stands beside it, with several each row carries its own. */
export function renderDisplay(tex: string, labels: Record<string, Label>, mark = (part: string) => part): string {
  const draw = (part: string) => body(renderMarked(part, mark(part), true));
  const names = labelsOf(tex);
  const number = (name: string) => labels[name]?.number ?? '?';
  if (names.length === 0) return `<div class="equation">${draw(tex)}</div>`;
  if (names.length === 1) {
    const id = anchor(names[0]!);
    const link = `<a class="equation-number" href="#${id}" aria-label="Equation ${number(names[0]!)}">(${number(names[0]!)})</a>`;
    return `<div class="equation numbered" id="${id}">${draw(withoutLabels(tex))}${link}</div>`;
  }
  const tagged = tex.replace(/\\label\{([^}]*)\}/g, (_, name: string) => `\\tag{${number(name)}}`);
  const anchors = names.map((name) => `<span id="${anchor(name)}"></span>`).join('');
  return `<div class="equation tagged">${anchors}${draw(tagged)}</div>`;
}

const body = (html: string) => `<div class="equation-body">${html}</div>`;

export const bookMarkdown =
  (labels: () => Record<string, Label>, markSymbols: MarkSymbols = (_, tex) => tex): MdastPluginInput =>
  ({ fileURL }) => {
    const slug = slugOf(fileURL?.pathname ?? '');
    const chapter = labels()[`ch:${slug}`]?.number;
    const mark = (tex: string) => markSymbols(slug, tex);
    const file = decodeURI(fileURL?.pathname ?? 'text').replace(/^.*\/src\//, 'src/');
    let section = 0;
    const render = (node: { position?: { start: { line: number } } | undefined }, draw: () => string): string => {
      try {
        return draw();
      } catch (error) {
        throw new Error(`${file}:${node.position?.start.line ?? 1}: ${texFault(error)}`, { cause: error });
      }
    };
    /** Texts that have already given something away, with what they have left. */
    const left = new Map<unknown, string>();
    const take = (text: Nodes | undefined, pattern: RegExp, context: MdastVisitorContext): string => {
      if (text?.type !== 'text') return '';
      const value = left.get(text) ?? text.value;
      const taken = pattern.exec(value)?.[0] ?? '';
      if (!taken) return '';
      left.set(text, value.replace(pattern, ''));
      context.setProperty(text, 'value', left.get(text)!);
      return taken;
    };
    const plugin: MdastPluginDefinition = {
      name: 'book-markdown',
      options: { position: true },
      math(node, context) {
        context.replaceNode(
          node,
          fragment(
            'mdxJsxFlowElement',
            render(node, () => renderDisplay(node.value, labels(), mark)),
          ),
        );
      },
      inlineMath(node, context) {
        const html = render(node, () => renderMarked(node.value, mark(node.value)));
        const siblings = context.parent(node).children;
        const at = context.indexOf(node)!;
        const before = take(siblings[at - 1], opening, context);
        const after = take(siblings[at + 1], closing, context);
        context.replaceNode(node, fragment('mdxJsxTextElement', together(before, html, after)));
      },
      mdxJsxTextElement(node, context) {
        if (node.name !== 'Sym') return;
        const after = take(context.parent(node).children[context.indexOf(node)! + 1], closing, context);
        if (!after) return;
        const together = { type: 'mdxJsxAttribute', name: 'class', value: 'together' };
        const children = [{ type: 'text', value: after }];
        context.wrapNode(node, { type: 'mdxJsxTextElement', name: 'span', attributes: [together], children } as never);
      },
      // A note on lines of its own has no word to hang its mark on; only the parser knows which kind it is.
      mdxJsxFlowElement(node, context) {
        if (node.name !== 'Note') return;
        const alone = { type: 'mdxJsxAttribute', name: 'class', value: 'note-alone' };
        context.wrapNode(node, { type: 'mdxJsxFlowElement', name: 'div', attributes: [alone], children: [] } as never);
      },
      heading(node, context) {
        if (!chapter || node.depth !== 2) return;
        section += 1;
        context.setProperty(node, 'data', { hProperties: { 'data-number': `${chapter}.${section}` } });
      },
    };
    return plugin;
  };
