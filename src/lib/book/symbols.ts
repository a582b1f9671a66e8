/**
 * Finds the book's symbols in TeX, so that authors need not mark them: every `\bar\alpha_t` becomes
 * `\htmlData{sym=alphaBar}{\bar\alpha_t}`, which KaTeX turns into a span with `data-sym` and which changes nothing that is seen.
 *
 * A formula is read as TeX reads it, as atoms: a nucleus (a letter, a group, a command with its arguments) with its scripts. So
 * `\tilde\beta` is no `\beta`, `\frac\beta2` and `x^\beta` stay whole, and words in `\text`, `\label` or `\begin` are not symbols.
 */

/** One or more atoms in a row, as an author writes them: `x_0`, `\bar\alpha`, `\disc{D}^*`, `\nabla\log q_t`. */
export interface SymbolPattern {
  name: string;
  /** Scripts that it gives must be there, others may: `\alpha` is also `\alpha_t`, `x_0` is not `x_t`. */
  tex: string;
}

interface Token {
  text: string;
  start: number;
  end: number;
}
interface Atom {
  start: number;
  end: number;
  /** Without spaces, with braces wherever TeX may have them, so that equal things are equal texts. */
  nucleus: string;
  sub: string | null;
  sup: string | null;
  /** What lies in braces inside of it, each a list of atoms. */
  inside: Atom[][];
}

/** What follows a command: m mathematics, r anything raw (words, names, lengths), o an optional raw one in brackets. */
const signatures: Record<string, string> = {};
const define = (signature: string, names: string) => {
  for (const name of names.split(' ')) signatures[`\\${name}`] = signature;
};
define('m', 'data gan disc diff vae hat tilde bar vec dot ddot check breve acute grave mathring');
define('m', 'overline underline widehat widetilde widecheck overbrace underbrace overrightarrow overleftarrow');
define('m', 'boxed cancel mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner substack pmod');
define('mm', 'frac tfrac dfrac cfrac binom tbinom dbinom overset underset stackrel');
define('om', 'sqrt smash xrightarrow xleftarrow');
define('r', 'text textbf textit textrm textsf texttt textnormal mathrm mathbf mathit mathsf mathtt mathbb mathcal');
define('r', 'mathfrak mathscr boldsymbol bm pmb operatorname label tag begin end hspace kern mkern color phantom');
define('r', 'hphantom vphantom left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr');
define('r', 'bigm Bigm biggm Biggm not char');
define('rm', 'htmlClass htmlData htmlId htmlStyle textcolor');
const lineBreak = '\\\\';

function tokensOf(tex: string): Token[] {
  const found = tex.matchAll(/\\(?:operatorname|hspace|tag)\*|\\[a-zA-Z]+|\\[^]|%[^\n]*|\S/gu);
  return [...found]
    .filter(([text]) => !text.startsWith('%'))
    .map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
}

const textOf = (atoms: readonly Atom[]): string =>
  atoms
    .map(({ nucleus, sub, sup }) => nucleus + (sub === null ? '' : `_{${sub}}`) + (sup === null ? '' : `^{${sup}}`))
    .join(' ');

class Reader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tex: string) {
    this.#tokens = tokensOf(tex);
  }
  get #next(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  /** Atoms up to the end of the formula or of the group. */
  list(): Atom[] {
    const atoms: Atom[] = [];
    while (this.#next !== undefined && this.#next !== '}') atoms.push(this.#atom());
    return atoms;
  }

  #atom(): Atom {
    const bare = this.#next === '_' || this.#next === '^' || this.#next === "'";
    const atom: Atom = bare
      ? { start: this.#tokens[this.#at]!.start, end: 0, nucleus: '', sub: null, sup: null, inside: [] }
      : this.#nucleus();
    for (;;) {
      const mark = this.#next;
      if (mark === "'") {
        atom.end = this.#tokens[this.#at++]!.end;
        atom.sup = `${atom.sup ?? ''}'`;
      } else if ((mark === '_' || mark === '^') && this.#tokens.length > this.#at + 1) {
        this.#at++;
        const script = this.#nucleus();
        atom.end = script.end;
        atom.inside.push(...script.inside);
        if (mark === '_') atom.sub = script.nucleus;
        else atom.sup = (atom.sup ?? '') + script.nucleus;
      } else if (mark === '_' || mark === '^') this.#at++;
      else return atom;
    }
  }

  #nucleus(): Atom {
    const { text, start, end } = this.#tokens[this.#at++]!;
    const atom: Atom = { start, end, nucleus: text, sub: null, sup: null, inside: [] };
    if (text === '{') {
      const inner = this.list();
      atom.inside.push(inner);
      atom.nucleus = textOf(inner);
      atom.end = this.#close(end);
      return atom;
    }
    if (text === lineBreak) atom.end = this.#optional(end);
    for (const kind of Object.hasOwn(signatures, plainName(text)) ? signatures[plainName(text)]! : '') {
      if (kind === 'o') {
        atom.end = this.#optional(atom.end);
        continue;
      }
      if (this.#next === undefined || this.#next === '}') break;
      if (kind === 'r') {
        const from = this.#at;
        atom.end = this.#skip();
        atom.nucleus += `{${this.#tokens
          .slice(from, this.#at)
          .map((token) => token.text)
          .join('')
          .replace(/^\{|\}$/g, '')}}`;
        continue;
      }
      const argument = this.#nucleus();
      atom.end = argument.end;
      atom.inside.push(...argument.inside);
      atom.nucleus += `{${argument.nucleus}}`;
    }
    return atom;
  }

  #close(otherwise: number): number {
    return this.#next === '}' ? this.#tokens[this.#at++]!.end : otherwise;
  }
  /** One token or one group, whatever it holds. */
  #skip(): number {
    let depth = 0;
    let end = 0;
    do {
      const token = this.#tokens[this.#at++];
      if (!token) break;
      if (token.text === '{') depth++;
      if (token.text === '}') depth--;
      end = token.end;
    } while (depth > 0);
    return end;
  }
  #optional(otherwise: number): number {
    if (this.#next !== '[') return otherwise;
    const close = this.#tokens.findIndex(({ text }, i) => i > this.#at && text === ']');
    if (close < 0) return otherwise;
    this.#at = close + 1;
    return this.#tokens[close]!.end;
  }
}

const plainName = (command: string) => command.replace(/\*$/, '');

export interface SymbolMatcher {
  /** The names that occur in a formula. */
  namesIn(tex: string): Set<string>;
  /** The formula with those of these names marked; the formula itself where there are none. */
  mark(tex: string, names: ReadonlySet<string>): string;
}

/** @throws Error with a sentence if a pattern is empty. */
export function symbolMatcher(patterns: readonly SymbolPattern[]): SymbolMatcher {
  const known = patterns
    .map(({ name, tex }) => ({ name, atoms: new Reader(tex).list() }))
    .sort((a, b) => weight(b.atoms) - weight(a.atoms));
  for (const { name, atoms } of known) if (atoms.length === 0) throw new Error(`The symbol "${name}" matches nothing.`);

  const found = (tex: string): { name: string; start: number; end: number }[] => {
    const places: { name: string; start: number; end: number }[] = [];
    const search = (atoms: readonly Atom[]) => {
      for (let i = 0; i < atoms.length;) {
        const match = known.find((pattern) => pattern.atoms.every((atom, j) => fits(atom, atoms[i + j])));
        if (match) {
          const last = atoms[i + match.atoms.length - 1]!;
          places.push({ name: match.name, start: atoms[i]!.start, end: last.end });
          i += match.atoms.length;
        } else atoms[i++]!.inside.forEach(search);
      }
    };
    search(new Reader(tex).list());
    return places.sort((a, b) => a.start - b.start);
  };
  return {
    namesIn: (tex) => new Set(found(tex).map(({ name }) => name)),
    mark(tex, names) {
      let marked = '';
      let done = 0;
      for (const { name, start, end } of found(tex).filter((place) => names.has(place.name))) {
        marked += `${tex.slice(done, start)}\\htmlData{sym=${name}}{${tex.slice(start, end)}}`;
        done = end;
      }
      return marked + tex.slice(done);
    },
  };
}

const weight = (atoms: readonly Atom[]) =>
  atoms.reduce((sum, { sub, sup }) => sum + 2 + Number(sub !== null) + Number(sup !== null), 0);

const fits = (pattern: Atom, atom: Atom | undefined): boolean =>
  atom !== undefined &&
  atom.nucleus === pattern.nucleus &&
  (pattern.sub === null || pattern.sub === atom.sub) &&
  (pattern.sup === null || pattern.sup === atom.sup);
