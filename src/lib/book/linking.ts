/** Which symbols of a chapter light up together: in its formulas, in its listings, in its figures. At least two of the three. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Every identifier of a piece of TypeScript, outside of comments and strings. */
export function identifiersIn(code: string): Set<string> {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const names = new Set<string>();
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.Identifier) names.add(scanner.getTokenText());
  }
  return names;
}

/** `sym="alphaBar"`, `sym: 'alphaBar'`, `data-sym="alphaBar"`: how a figure names what a curve or a label stands for. */
const given = /\bsym\s*[:=]\s*["'](\w+)["']/g;

/** The symbols that a figure's component names, in its own file and in the folder of a live one. */
export function symbolsOfFigure(folders: readonly string[], component: string): Set<string> {
  const names = new Set<string>();
  const take = (file: string) => {
    for (const match of readFileSync(file, 'utf8').matchAll(given)) names.add(match[1]!);
  };
  for (const folder of folders) {
    const file = join(folder, `${component}.astro`);
    if (!existsSync(file)) continue;
    take(file);
    const parts = join(folder, component[0]!.toLowerCase() + component.slice(1));
    if (existsSync(parts)) for (const part of readdirSync(parts)) if (part.endsWith('.ts')) take(join(parts, part));
  }
  return names;
}

/** Names that at least two of these hold. */
export function inTwoOf(...places: ReadonlySet<string>[]): string[] {
  const all = new Set(places.flatMap((place) => [...place]));
  return [...all].filter((name) => places.filter((place) => place.has(name)).length > 1);
}
