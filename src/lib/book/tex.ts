/** TeX to HTML at build time, and the few inline marks allowed in titles and captions. */
import katex from 'katex';

/** One colour per idea, in equations too: `\gan{G}` is set in the GAN's colour. */
const inks = ['data', 'gan', 'disc', 'diff', 'vae'] as const;

const macros: Record<string, string> = {
  '\\E': '\\mathbb{E}',
  '\\KL': 'D_{\\mathrm{KL}}',
  '\\JS': '\\mathrm{JS}',
  ...Object.fromEntries(inks.map((ink) => [`\\${ink}`, `\\htmlClass{ink-${ink}}{#1}`])),
};

/** What our own plugin may mark a symbol with; authors write no commands of HTML. */
const marks = ['\\htmlClass', '\\htmlData'];

/**
 * @throws katex.ParseError on TeX that KaTeX does not accept, warnings included.
 */
export function renderTex(tex: string, displayMode = false): string {
  return katex.renderToString(tex, {
    displayMode,
    throwOnError: true,
    strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
    trust: ({ command }) => {
      if (!marks.includes(command)) throw new katex.ParseError(`${command} is not for formulas of this book`);
      return true;
    },
    macros: { ...macros },
  });
}

const annotation = /(<annotation encoding="application\/x-tex">)[^]*?(?=<\/annotation>)/;

/**
 * The same formula with its symbols marked (symbols.ts). It looks the same, and whoever copies it or reads it aloud gets what the
 * author wrote; should KaTeX not take the marks, the formula stands without them.
 */
export function renderMarked(tex: string, marked: string, displayMode = false): string {
  if (marked === tex) return renderTex(tex, displayMode);
  try {
    return renderTex(marked, displayMode).replace(annotation, (_, open: string) => open + escapeHtml(tex));
  } catch {
    return renderTex(tex, displayMode);
  }
}

/** The message of a TeX error in a sentence of ours, without KaTeX's combining underlines. */
export function texFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `TeX error: ${message.replace(/^KaTeX parse error: /, '').replaceAll('\u0332', '')}`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (c) => escapes[c]!);

/** What must not be parted from a formula by the end of a line: browsers may break on both sides of KaTeX's boxes. */
export const opening = /[([“‘]$/;
export const closing = /^(?:[-'’][\p{L}\d]+)?[.,;:!?)\]”’]*/u;

/** Glyphs up to which a formula stays on one line; a longer one may break at its relations. */
const shortest = 16;

export function together(before: string, html: string, after: string): string {
  const glyphs = html.slice(html.indexOf('katex-html')).replace(/^[^>]*>|<[^>]*>/g, '').length;
  const name = glyphs <= shortest ? 'together short' : 'together';
  return `<span class="${name}">${escapeHtml(before)}${html}${escapeHtml(after)}</span>`;
}

/** Quotation marks and apostrophes as a printer sets them, outside of formulas and code; Markdown does it to the chapters. */
const typographic = (text: string) =>
  text.replace(/\$[^$]+\$|`[^`]+`|(^|[\s([{\u2014])(["'])|["']/g, (part, lead?: string, quote?: string) => {
    if (quote) return lead! + (quote === '"' ? '\u201c' : '\u2018');
    return part === '"' ? '\u201d' : part === "'" ? '\u2019' : part;
  });

const inlineMarks = /\$([^$]+)\$|`([^`]+)`|\*([^*]+)\*/g;

/** A title or a caption as HTML: `$tex$`, `` `code` `` and `*emphasis*`, everything else as it stands. */
export function renderInline(text: string): string {
  const set = typographic(text);
  let html = '';
  let done = 0;
  for (const match of set.matchAll(inlineMarks)) {
    const [whole, tex, code, emphasis] = match;
    let end = match.index + whole.length;
    let start = match.index;
    if (tex !== undefined) {
      if (start > done && opening.test(set.slice(done, start))) start -= 1;
      end += closing.exec(set.slice(end))![0].length;
    }
    html += escapeHtml(set.slice(done, start));
    if (tex !== undefined) {
      html += together(set.slice(start, match.index), renderTex(tex), set.slice(match.index + whole.length, end));
    } else if (code !== undefined) html += `<code>${escapeHtml(code)}</code>`;
    else html += `<em>${escapeHtml(emphasis!)}</em>`;
    done = end;
  }
  return html + escapeHtml(set.slice(done));
}

/** The same without marks, for attributes and the page's title. */
export const plainInline = (text: string) =>
  text.replace(inlineMarks, (_, tex?: string, code?: string, emphasis?: string) => tex ?? code ?? emphasis ?? '');
