/**
 * Linked views: whoever points at a symbol sees it light up wherever the page has it, in formulas, listings and figures. The
 * elements carry `data-sym`, written at build time; here is only what happens on the page.
 *
 * Hover and focus show it for as long as they last, a finger's tap until the next one, Escape ends it. What a screen reader meets
 * does not change.
 */

/** A pointer that passes by, or a page that scrolls under it, lights nothing. Milliseconds. */
const patience = 90;

const symbolAt = (target: EventTarget | null): string | null =>
  (target instanceof Element && target.closest<HTMLElement>('[data-sym]')?.dataset['sym']) || null;

/** Where a symbol stands: only what stands in two kinds of places has something to show. */
function kindOf(element: Element): string {
  if (element.closest('pre')) return 'listing';
  return element.closest('svg, .theory-figure') ? 'figure' : 'formula';
}

export function startLinked(page: Document = document): void {
  if (!page.querySelector('[data-sym]')) return;
  let lit: string | null = null;
  /** Held by a tap or by the focus. */
  let held: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (name: string | null) => {
    clearTimeout(timer);
    if (name === lit) return;
    lit = name;
    for (const element of page.querySelectorAll('.lit')) element.classList.remove('lit');
    if (!name) return;
    const places = [...page.querySelectorAll(`[data-sym="${CSS.escape(name)}"]`)];
    if (new Set(places.map(kindOf)).size < 2) return;
    for (const element of places) element.classList.add('lit');
  };
  const hold = (name: string | null) => {
    held = name;
    show(name);
  };

  page.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'touch') return;
    clearTimeout(timer);
    const name = symbolAt(target) ?? held;
    if (name !== lit) timer = setTimeout(() => show(name), patience);
  });
  page.documentElement.addEventListener('pointerleave', () => show(held));
  page.addEventListener('focusin', ({ target }) => {
    const name = symbolAt(target);
    if (name && (target as Element).matches(':focus-visible')) hold(name);
  });
  page.addEventListener('focusout', ({ target }) => symbolAt(target) && hold(null));
  page.addEventListener('click', (event) => {
    if ((event as PointerEvent).pointerType !== 'touch') return;
    const name = symbolAt(event.target);
    hold(name === held ? null : name);
  });
  page.addEventListener('keydown', ({ key }) => key === 'Escape' && hold(null));
}
