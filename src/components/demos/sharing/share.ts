/** Puts a figure's controls into a link, and a link into a figure's controls. */
import { list, quote } from '../../../lib/linkText.ts';
import type { LiveFigure } from '../LiveFigure.ts';
import { encode, faultsOf, figuresOf, sameValue, textsFor, wanted, type Knob } from './link.ts';

type Control = HTMLInputElement | HTMLSelectElement;

const controlsOf = (figure: HTMLElement): Control[] =>
  [...figure.querySelectorAll<Control>(':is(input, select)[name]')].filter(({ type }) => type !== 'radio');

/** The element with the id that a link's hash names, and what its settings are called by in a query. */
export function addressOf(figure: HTMLElement): { id: string; name: string } {
  const host = figure.closest<HTMLElement>('figure[id]');
  const name = host?.id.replace(/^fig-/, '') ?? figure.dataset['demo'] ?? figure.localName;
  const place = host ? [...host.querySelectorAll('.theory-figure')].indexOf(figure) : 0;
  return { id: host?.id ?? '', name: place > 0 ? `${name}-${place + 1}` : name };
}

function knobOf(control: Control): Knob {
  const { name } = control;
  const label = control.closest('label')?.querySelector('.control-label') ?? control.labels?.[0];
  const title = label?.textContent.trim().replace(/\s+/g, ' ') || name;
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options].map(({ value }) => value);
    const initial = [...control.options].find((option) => option.defaultSelected)?.value ?? options[0] ?? '';
    return { name, title, kind: 'choice', value: control.value, initial, options };
  }
  if (control.type === 'checkbox') {
    const bit = (on: boolean) => (on ? '1' : '0');
    return { name, title, kind: 'switch', value: bit(control.checked), initial: bit(control.defaultChecked) };
  }
  // What is hidden has no default of its own: TheoryFigure notes it when the page is opened.
  const initial = control.dataset['initial'] ?? control.defaultValue;
  const limit = (text: string) => (text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text));
  const { min, max, step } = control;
  const numeric = control.type === 'number' || control.type === 'range' || (min !== '' && max !== '');
  return {
    name,
    title,
    kind: numeric ? 'number' : 'text',
    value: control.value,
    initial,
    ...(numeric && { min: limit(min), max: limit(max), step: step === 'any' ? undefined : (limit(step) ?? 1) }),
  };
}

const knobsOf = (figure: HTMLElement): Knob[] => controlsOf(figure).map(knobOf);

/** The words go to eyes and ears; they stay until the next ones. */
function tell(figure: LiveFigure, text: string): void {
  let place = figure.querySelector<HTMLElement>('[data-out="link"]');
  if (!place) {
    place = document.createElement('p');
    place.className = 'message';
    place.dataset['out'] = 'link';
    figure.querySelector('.status-line')?.after(place);
  }
  place.textContent = text;
  if (text) figure.announce(text, true);
}

export function linkOf(figure: HTMLElement): string {
  const { id, name } = addressOf(figure);
  return location.href.split(/[?#]/)[0]! + encode(name, knobsOf(figure)) + (id && `#${id}`);
}

export async function copyLink(figure: LiveFigure): Promise<void> {
  const link = linkOf(figure);
  const copied = await Promise.resolve()
    .then(() => navigator.clipboard.writeText(link))
    .then(
      () => ' is in the clipboard',
      () => '',
    );
  tell(figure, `A link to this figure, set as it is now,${copied || ' reads'}: ${link}`);
}

/**
 * Sets the controls of a figure that is awake as the link says, by the same events as a hand. A control may move others (a
 * data set brings its T, and T the limits of t), so what was moved is set again; nothing is started.
 */
export function openLink(figure: LiveFigure, search: string): void {
  const { id, name } = addressOf(figure);
  const texts = textsFor(search, name);
  for (let pass = 0, moved = texts.size > 0; moved && pass < 3; pass++) {
    moved = false;
    for (const control of controlsOf(figure)) {
      const knob = knobOf(control);
      const value = wanted(knob, texts);
      if (sameValue(knob, knob.value, value)) continue;
      moved = true;
      if (knob.kind === 'switch') (control as HTMLInputElement).checked = value === '1';
      else control.value = value;
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
    }
  }
  const messages = faultsOf(search, name, knobsOf(figure));
  if (id && location.hash === `#${id}`) {
    const lost = figuresOf(search).filter((one) => !figureCalled(one));
    if (lost.length > 0) messages.push(`This page has no figure ${list(lost.map(quote))}; its settings were ignored.`);
  }
  tell(figure, messages.join(' '));
}

const figureCalled = (name: string): boolean =>
  [...document.querySelectorAll<HTMLElement>('.theory-figure')].some((figure) => addressOf(figure).name === name);

/** Whether a link has something for this figure: settings, or, if its hash names it, settings that are nobody's. */
export function concerns(figure: HTMLElement, search: string): boolean {
  const { id, name } = addressOf(figure);
  const names = figuresOf(search);
  return names.includes(name) || (location.hash === `#${id}` && id !== '' && names.some((one) => !figureCalled(one)));
}
