/** What a chapter may use without an import: every file of book, demos and figures, by its name. */
import book from 'virtual:book';
import type { AstroComponentFactory } from 'astro/runtime/server/index.js';
import Missing from '../../components/book/Missing.astro';
import Table from '../../components/book/Table.astro';

const files = import.meta.glob<{ default: AstroComponentFactory }>(
  ['../../components/book/*.astro', '../../components/demos/*.astro', '../../components/figures/*.astro'],
  { eager: true },
);
const nameOf = (path: string) => path.replace(/^.*\//, '').replace(/\.astro$/, '');

export const chapterComponents: Record<string, AstroComponentFactory> = {
  ...Object.fromEntries(book.missing.map((name) => [name, Missing])),
  ...Object.fromEntries(Object.entries(files).map(([path, module]) => [nameOf(path), module.default])),
  table: Table,
};
