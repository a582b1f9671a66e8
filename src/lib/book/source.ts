/** `<Source>`: one exported declaration of a file, with its doc comment, exactly as it runs. */
import ts from 'typescript';

export interface Slice {
  code: string;
  /** First and last line in the file, counted from 1. */
  from: number;
  to: number;
}

/** Names that a statement exports, as far as one declaration can be shown alone. */
function exportedNames(statement: ts.Statement): string[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (!modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const named = statement as ts.Statement & { name?: ts.Identifier };
  return named.name ? [named.name.text] : [];
}

/** Every exported declaration of a TypeScript file, by name; an overloaded function is one slice. */
export function exportedDeclarations(text: string): Map<string, Slice> {
  const file = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const lines = text.split('\n');
  const slices = new Map<string, Slice>();
  for (const statement of file.statements) {
    const docs = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
    const start = lineOf(docs.at(-1)?.pos ?? statement.getStart());
    const end = lineOf(statement.getEnd());
    for (const name of exportedNames(statement)) {
      const first = slices.get(name)?.from ?? start + 1;
      slices.set(name, { code: lines.slice(first - 1, end + 1).join('\n'), from: first, to: end + 1 });
    }
  }
  return slices;
}
