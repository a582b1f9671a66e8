/** What a listing of a chapter adds to its colours: the identifiers of symbols can be found by `data-sym`. */

/** Symbols by their identifiers: `{ alphasCumprod: 'alphaBar' }`, for those of `names`. */
export function byIdentifier(
  notation: Record<string, { identifiers: readonly string[] }>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (notation[name]?.identifiers ?? []).map((identifier) => [identifier, name])),
  );
}

interface Span {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Span[];
}

/**
 * For Shiki: wraps the identifiers of symbols, `<span data-sym="alphaBar">alphasCumprod</span>`. What is a comment or a string
 * stays as it is.
 */
export function symbolTransformer(symbols: Record<string, string>) {
  return {
    name: 'book:symbols',
    span(node: Span) {
      if (/token-(comment|string)/.test(String(node.properties?.['style']))) return;
      node.children = node.children?.flatMap((child) => (child.type === 'text' ? split(child.value!, symbols) : child));
    },
  };
}

function split(text: string, symbols: Record<string, string>): Span[] {
  const parts: Span[] = [];
  let done = 0;
  for (const { 0: word, index } of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
    if (!Object.hasOwn(symbols, word)) continue;
    if (index > done) parts.push({ type: 'text', value: text.slice(done, index) });
    const children = [{ type: 'text', value: word }];
    parts.push({ type: 'element', tagName: 'span', properties: { 'data-sym': symbols[word]! }, children });
    done = index + word.length;
  }
  if (done < text.length) parts.push({ type: 'text', value: text.slice(done) });
  return parts;
}
