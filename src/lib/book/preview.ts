/**
 * Previews of references: the target itself, copied into a popover on hover or focus.
 *
 * The popover stays while the pointer is on it and goes with Escape (WCAG 1.4.13). A target on another page is fetched
 * once; where that fails the link is still a link.
 */

const pages = new Map<string, Promise<Document>>();

async function findTarget(link: HTMLAnchorElement): Promise<Element | null> {
  const url = new URL(link.href);
  const id = decodeURIComponent(url.hash.slice(1));
  if (!id) return null;
  if (url.pathname === location.pathname) return document.getElementById(id);
  const path = url.pathname;
  if (!pages.has(path)) {
    pages.set(
      path,
      fetch(path).then(async (response) => new DOMParser().parseFromString(await response.text(), 'text/html')),
    );
  }
  return (await pages.get(path)!).getElementById(id);
}

/** A copy without ids, live parts and what would be focused twice. */
function copyOf(target: Element): Node {
  const copy = target.cloneNode(true) as Element;
  for (const part of copy.querySelectorAll('script, template, form, details, [popover]')) part.remove();
  for (const element of [copy, ...copy.querySelectorAll('[id]')]) element.removeAttribute('id');
  for (const element of [copy, ...copy.querySelectorAll('.lit')]) element.classList.remove('lit');
  for (const element of [copy, ...copy.querySelectorAll('[aria-labelledby]')])
    element.removeAttribute('aria-labelledby');
  if (copy.localName.includes('-')) {
    const plain = document.createElement('div'); // a custom element would come to life
    plain.className = copy.className;
    plain.append(...copy.childNodes);
    return plain;
  }
  return copy;
}

export function startPreviews() {
  const links = document.querySelectorAll<HTMLAnchorElement>('a[data-preview]');
  if (links.length === 0 || !HTMLElement.prototype.hasOwnProperty('popover')) return;
  const box = document.createElement('div');
  box.className = 'preview';
  box.id = 'preview';
  box.popover = 'manual';
  box.setAttribute('role', 'tooltip');
  document.body.append(box);
  let open: HTMLAnchorElement | null = null;
  let timer = 0;

  const later = (delay: number, act: () => void) => {
    clearTimeout(timer);
    timer = window.setTimeout(act, delay);
  };
  const hide = () => {
    clearTimeout(timer);
    open?.removeAttribute('aria-describedby');
    open = null;
    if (box.matches(':popover-open')) box.hidePopover();
  };
  const place = (link: HTMLAnchorElement) => {
    const edge = 12;
    const rects = [...link.getClientRects()];
    const at = rects[0] ?? link.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(Math.max(edge, at.left + at.width / 2 - width / 2), innerWidth - width - edge);
    const above = at.top - height - 8;
    box.style.left = `${Math.max(edge, left)}px`;
    box.style.top = `${above > edge ? above : Math.min((rects.at(-1) ?? at).bottom + 8, innerHeight - height - edge)}px`;
  };
  const show = async (link: HTMLAnchorElement) => {
    if (open === link) return;
    const target = await findTarget(link).catch(() => null);
    if (!target || !(link.matches(':hover') || link === document.activeElement)) return;
    hide();
    open = link;
    box.replaceChildren(copyOf(target));
    link.setAttribute('aria-describedby', box.id);
    box.showPopover();
    place(link);
  };

  for (const link of links) {
    link.addEventListener(
      'pointerenter',
      (event) => event.pointerType === 'mouse' && later(180, () => void show(link)),
    );
    link.addEventListener('pointerleave', () => later(220, hide));
    link.addEventListener('focus', () => link.matches(':focus-visible') && later(60, () => void show(link)));
    link.addEventListener('blur', hide);
    link.addEventListener('click', hide);
  }
  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('pointerleave', () => later(220, hide));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  addEventListener('scroll', () => open && !box.matches(':hover') && hide(), { passive: true });
}
