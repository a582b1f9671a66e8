/** Small books in a temporary folder, for the tests of the compiler. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bookFolders, compileBook } from '../../src/lib/book/compile.ts';
import { faultLine } from '../../src/lib/book/faults.ts';

/** A chapter with the front matter that the schema asks for: its text begins on line 10. */
export const chapter = (order: number, title: string, text: string) => `---
title: ${title}
part: I
order: ${order}
summary: A summary.
question: A question?
minutes: 5
---

${text}
`;

/** Writes the files, compiles the book, and returns it with its faults as `file:line: message`. */
export function compileFiles(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'book-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { book, faults } = compileBook(bookFolders(root));
  return { book, faults: faults.map(faultLine) };
}

/** The faults of a book of one chapter, without the file's name: `line: message`. */
export function faultsOf(text: string, others: Record<string, string> = {}): string[] {
  const { faults } = compileFiles({ ...others, 'src/content/chapters/01-one.mdx': chapter(1, 'One', text) });
  return faults.map((fault) => fault.replace('src/content/chapters/01-one.mdx:', ''));
}
