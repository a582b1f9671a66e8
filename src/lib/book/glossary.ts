/** The glossary: src/content/glossary.yaml, one entry a term. */
import { parse } from 'yaml';
import type { Fault } from './faults.ts';
import { renderInline, texFault } from './tex.ts';

export interface GlossaryEntry {
  name: string;
  term: string;
  /** Other words for it, as printed. */
  also: string;
  meaningHtml: string;
  /** Slug of the chapter that introduces it. */
  chapter: string;
}

/** @param file the name that faults are told under */
export function readGlossary(text: string, file: string, faults: Fault[]): Record<string, GlossaryEntry> {
  const entries: Record<string, GlossaryEntry> = {};
  const lineOf = (name: string) => 1 + Math.max(0, text.split('\n').indexOf(`- name: ${name}`));
  let list: unknown;
  try {
    list = parse(text) ?? [];
  } catch (error) {
    const line = (error as { linePos?: { line: number }[] }).linePos?.[0]?.line ?? 1;
    faults.push({ file, line, message: `YAML error: ${(error as Error).message.split('\n')[0]}` });
    return entries;
  }
  for (const item of list as Record<string, unknown>[]) {
    const text = (key: string) => String(item[key] ?? '');
    const name = text('name');
    const fault = (message: string) => faults.push({ file, line: lineOf(name), message });
    const lacking = ['name', 'term', 'meaning', 'chapter'].filter((key) => !text(key));
    if (lacking.length > 0) {
      fault(`The term "${name}" has no ${lacking.join(', no ')}.`);
      continue;
    }
    if (entries[name]) fault(`The term "${name}" stands here twice.`);
    try {
      entries[name] = {
        name,
        term: text('term'),
        also: text('also'),
        meaningHtml: renderInline(text('meaning')),
        chapter: text('chapter'),
      };
    } catch (error) {
      fault(`${texFault(error)} in the term "${name}"`);
    }
  }
  return entries;
}
