/** Labels of the drawn figures: `_` and `^` lower and raise the next character or group, `*` brackets italics. As SVG. */

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text: string) => text.replace(/[&<>]/g, (c) => escapes[c]!);

/** `*x*_t` becomes an italic x with a small lowered t; `^{-1}` raises a group. */
export function svgLabel(text: string): string {
  let html = '';
  let shift = 0; // where the baseline is, in em
  let italic = false;
  const put = (piece: string, target: number) => {
    if (piece === '') return;
    // dy is counted in the font size of the span itself
    const small = target !== 0;
    const dy = (target - shift) / (small ? 0.75 : 1);
    const attributes = [
      dy !== 0 && `dy="${dy.toFixed(3)}em"`,
      small && 'font-size="75%"',
      italic && 'font-style="italic"',
    ];
    html += `<tspan ${attributes.filter(Boolean).join(' ')}>${escape(piece)}</tspan>`;
    shift = target;
  };
  for (const [, plain, mark, group, single] of text.matchAll(/([^_^*]+)|([_^])(?:\{([^}]*)\}|([^*]))|\*/gu)) {
    if (plain !== undefined) put(plain, 0);
    else if (mark === undefined) italic = !italic;
    else put(group ?? single ?? '', mark === '_' ? 0.25 : -0.35);
  }
  return html;
}
