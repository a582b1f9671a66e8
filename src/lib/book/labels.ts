/** Labels: what can be numbered and referred to, and how a reference to it reads. */

export type LabelKind =
  'Equation' | 'Figure' | 'Theorem' | 'Proposition' | 'Lemma' | 'Definition' | 'Corollary' | 'Exercise' | 'Chapter';

export const theoremKinds = ['Theorem', 'Proposition', 'Lemma', 'Definition', 'Corollary'] as const;
export type TheoremKind = (typeof theoremKinds)[number];

export interface Label {
  /** As the author writes it: `eq:value`, `ch:the-gan-game`. */
  name: string;
  kind: LabelKind;
  /** As printed: `2.1`, for a chapter `2`. */
  number: string;
  title: string;
  /** Slug of the chapter that holds it. */
  chapter: string;
  file: string;
  line: number;
}

/** A label as an element's id: `eq:value` becomes `eq-value`, which needs no escaping in a selector. */
export const anchor = (name: string) => name.replaceAll(':', '-');

/** Path of a chapter, without the base. */
export const chapterPath = (slug: string) => `/chapters/${slug}/`;

/** The chapter that a page's path names, with or without a base; empty on other pages. */
export const slugOfPath = (path: string): string => /\/chapters\/([^/]+)\/?$/.exec(path)?.[1] ?? '';

/** Where a label lives, without the base; a chapter has no fragment. */
export const labelPath = (label: Label) =>
  chapterPath(label.chapter) + (label.kind === 'Chapter' ? '' : `#${anchor(label.name)}`);

/** "Equation (2.1)", "Theorem 2.1", a chapter's title; `short` gives "(2.1)", "2.1", "Chapter 2". */
export function labelText(label: Label, short = false): string {
  if (label.kind === 'Chapter') return short ? `Chapter\u00a0${label.number}` : label.title;
  const number = label.kind === 'Equation' ? `(${label.number})` : label.number;
  return short ? number : `${label.kind}\u00a0${number}`;
}
