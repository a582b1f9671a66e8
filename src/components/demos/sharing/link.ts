/**
 * A figure's state in a link: `?two-densities.cp=-1.5&two-densities.shape=boxes#fig-two-densities`. What is left out is as
 * it was recorded. Whatever a link holds, the result is a usable state, and a sentence for each thing that was not understood.
 */
import { fewMessages, list, longest, ofFigures, parseNumber, plain, quote, tooLong } from '../../../lib/linkText.ts';

/** A named control, without its element. */
export interface Knob {
  name: string;
  /** What the page calls it. */
  title: string;
  kind: 'number' | 'choice' | 'switch' | 'text';
  /** Now, and as recorded; a switch is "1" or "0". */
  value: string;
  initial: string;
  min?: number;
  max?: number;
  /** Values are whole steps from `min` (from 0 where there is none). */
  step?: number;
  options?: readonly string[];
}

/** What one control takes from a text, and a sentence where that is not what was asked for; null: nothing. */
export interface Taken {
  value: string | null;
  message?: string;
}

const longestText = 200;

/** In steps of the control, as the browser counts them. */
function onStep(value: number, { min, max, step }: Knob): number {
  if (!step) return value;
  const from = min ?? 0;
  let steps = Math.round((value - from) / step);
  if (max !== undefined && from + steps * step > max + 1e-9 * step) steps = Math.floor((max - from) / step + 1e-9);
  return Number((from + steps * step).toFixed(10)); // 3 steps of 0.05 are 0.15
}

export function take(knob: Knob, text: string): Taken {
  const { title, kind, min = -Infinity, max = Infinity, options = [] } = knob;
  switch (kind) {
    case 'number': {
      const asked = parseNumber(text);
      if (asked === null) return { value: null, message: `${title}: ${quote(text)} is not a number; left as it was.` };
      const inside = Math.min(max, Math.max(min, asked));
      const value = onStep(inside, knob);
      if (inside !== asked) {
        const range = max === Infinity ? `${plain(min)} upwards` : `${plain(min)} to ${plain(max)}`;
        return {
          value: String(value),
          message: `${title}, ${plain(asked)}, is outside ${range}; using ${plain(value)}.`,
        };
      }
      if (Math.abs(value - asked) > 1e-9 * Math.max(1, Math.abs(asked))) {
        return {
          value: String(value),
          message: `${title} goes in steps of ${plain(knob.step!)}; using ${plain(value)}.`,
        };
      }
      return { value: String(value) };
    }
    case 'choice':
      if (options.includes(text)) return { value: text };
      return { value: null, message: `${title}: ${quote(text)} is not one of ${list(options)}; left as it was.` };
    case 'switch':
      if (text === '0' || text === '1') return { value: text };
      return { value: null, message: `${title}: ${quote(text)} is neither 1 (on) nor 0 (off); left as it was.` };
    case 'text':
      if (text.length <= longestText) return { value: text };
      return { value: null, message: `${title}: more than ${longestText} characters; left as it was.` };
  }
}

export const sameValue = (knob: Pick<Knob, 'kind'>, a: string, b: string): boolean =>
  a === b || (knob.kind === 'number' && a !== '' && b !== '' && Number(a) === Number(b));

/** The query that gives this state again; empty where everything is as recorded. */
export function encode(figure: string, knobs: readonly Knob[]): string {
  const query = new URLSearchParams();
  for (const knob of knobs) {
    const empty = knob.kind === 'number' && knob.value === '';
    if (!empty && !sameValue(knob, knob.value, knob.initial)) query.set(`${figure}.${knob.name}`, knob.value);
  }
  return query.size > 0 ? `?${query}` : '';
}

/** Names of figures that a link speaks to, in its order. */
export const figuresOf = (search: string): string[] => [
  ...new Set([...new URLSearchParams(search).keys()].filter(ofFigures).map((key) => key.slice(0, key.indexOf('.')))),
];

/** The texts that a link has for a figure's controls, by name. Of two for the same control the first counts. */
export function textsFor(search: string, figure: string): Map<string, string> {
  const texts = new Map<string, string>();
  if (search.length > longest) return texts;
  for (const [key, value] of new URLSearchParams(search)) {
    if (!key.startsWith(`${figure}.`)) continue;
    const name = key.slice(figure.length + 1);
    if (!texts.has(name)) texts.set(name, value.trim());
  }
  return texts;
}

/** What is wrong with a link, a sentence each. */
export function faultsOf(search: string, figure: string, knobs: readonly Knob[]): string[] {
  if (search.length > longest) return [tooLong(search.length)];
  const messages: string[] = [];
  const keys = [...new URLSearchParams(search).keys()].filter((key) => key.startsWith(`${figure}.`));
  for (const key of new Set(keys)) {
    if (keys.filter((one) => one === key).length > 1) messages.push(`${quote(key)} is given twice; the first is used.`);
  }
  for (const [name, text] of textsFor(search, figure)) {
    const knob = knobs.find((one) => one.name === name);
    const message = knob ? take(knob, text).message : `This figure has no setting ${quote(name)}; it was ignored.`;
    if (message) messages.push(message);
  }
  return fewMessages(messages);
}

/**
 * What every control should hold: what the link says, and otherwise what was recorded. Both passes of an opening ask for
 * it anew, since one control may move the limits of another.
 */
export function wanted(knob: Knob, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(knob.name);
  return (text === undefined ? null : take(knob, text).value) ?? knob.initial;
}
