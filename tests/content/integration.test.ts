import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { bookIntegration } from '../../src/lib/book/integration.ts';
import { chapter } from './book.ts';

/** Runs the set-up hook on a book of one chapter; returns what was warned of. */
function setUp(text: string, command: 'build' | 'dev') {
  const root = mkdtempSync(join(tmpdir(), 'book-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'src/content/chapters'), { recursive: true });
  writeFileSync(join(root, 'src/content/chapters/01-one.mdx'), chapter(1, 'One', text));
  const warnings: string[] = [];
  const integration = bookIntegration();
  const hook = integration.hooks['astro:config:setup'] as (options: object) => void;
  hook({
    config: { root: pathToFileURL(`${root}/`) },
    command,
    updateConfig: () => {},
    addWatchFile: () => {},
    logger: { warn: (message: string) => warnings.push(message) },
  });
  return { warnings, book: integration.book };
}

test('a build stops on all faults at once, each with file and line', () => {
  expect(() => setUp('$\\frac{$\n\n$$a$$', 'build')).toThrow(
    /The book has 2 faults:\n {2}src\/content\/chapters\/01-one\.mdx:10: TeX error.*\n {2}src\/content\/chapters\/01-one\.mdx:12: "\$\$a\$\$" on one line/,
  );
});

test('an author at work is warned and sees the page', () => {
  const { warnings, book } = setUp('$$a$$', 'dev');
  expect(warnings).toHaveLength(1);
  expect(book.labels['ch:one']?.number).toBe('1');
});

test('a sound book builds', () => {
  expect(setUp('Fine, $a$.', 'build').warnings).toEqual([]);
});
