/** What the frame does: theme, menu, search, previews, the section that is being read. Every page works without it. */
import { startLinked } from './linked.ts';
import { startPreviews } from './preview.ts';

const root = document.documentElement;
const find = <E extends HTMLElement>(selector: string) => document.querySelector<E>(selector);

function startTheme() {
  const toggle = find('[data-theme-toggle]');
  if (!toggle) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset['theme'] ? root.dataset['theme'] === 'dark' : system.matches);
  const show = () => {
    toggle.setAttribute('aria-pressed', String(isDark()));
    document.dispatchEvent(new Event('themechange')); // plots draw themselves again in the other colours
  };
  toggle.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    try {
      if ((root.dataset['theme'] === 'dark') === system.matches) {
        localStorage.removeItem('theme'); // back in step with the system, now and later
        delete root.dataset['theme'];
      } else localStorage.setItem('theme', root.dataset['theme']);
    } catch {
      // Without storage the choice lasts for this page.
    }
    show();
  });
  system.addEventListener('change', show);
  toggle.setAttribute('aria-pressed', String(isDark()));
}

/** A dialog that a link opens; without script the link leads to a page that does the same. */
function startDialog(dialog: HTMLDialogElement | null, opener: string, onOpen?: () => void) {
  if (!dialog) return () => {};
  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    onOpen?.();
  };
  for (const link of document.querySelectorAll(opener)) {
    link.addEventListener('click', (event) => {
      if (event instanceof MouseEvent && (event.metaKey || event.ctrlKey || event.shiftKey)) return;
      event.preventDefault();
      open();
    });
  }
  dialog.addEventListener('click', (event) => {
    const target = event.target as Element;
    if (target === dialog || target.closest('[data-close], a[href^="#"]')) dialog.close();
  });
  return open;
}

function startSearch() {
  const dialog = find<HTMLDialogElement>('[data-search-dialog]');
  const load = async (box: HTMLElement) =>
    (await import('./search.ts')).startSearchBox(box, document.body.dataset['base']!);
  const open = startDialog(dialog, '[data-open-search]', () => {
    const box = dialog!.querySelector<HTMLElement>('[data-search]')!;
    box.querySelector('input')!.select();
    void load(box);
  });
  const onPage = find('.search-page [data-search]');
  if (onPage) void load(onPage);
  document.addEventListener('keydown', (event) => {
    const typing = (event.target as Element).closest('input, textarea, select, [contenteditable]');
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const controlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!slash && !controlK) return;
    event.preventDefault();
    if (onPage) onPage.querySelector('input')!.focus();
    else open();
  });
}

/** Marks the section at the top of the window in the contents. */
function startScrollSpy() {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('[data-sections] a')];
  if (links.length === 0) return;
  const headings = [...document.querySelectorAll<HTMLElement>('article h2[id]')];
  let waiting = false;
  const mark = () => {
    waiting = false;
    const now = headings.findLast((heading) => heading.getBoundingClientRect().top < 140);
    for (const link of links) link.classList.toggle('now', now !== undefined && link.hash === `#${CSS.escape(now.id)}`);
  };
  addEventListener(
    'scroll',
    () => {
      if (!waiting) requestAnimationFrame(mark);
      waiting = true;
    },
    { passive: true },
  );
  mark();
}

/** Whatever scrolls sideways can be reached by keyboard, and only that. */
function startScrollers() {
  const check = (entries: ResizeObserverEntry[]) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
    }
  };
  const observer = new ResizeObserver(check);
  for (const scroller of document.querySelectorAll('.equation-body, .table-scroll, .figure-body, pre'))
    observer.observe(scroller);
}

startTheme();
startDialog(find<HTMLDialogElement>('[data-menu]'), '[data-open-menu]');
startSearch();
startScrollSpy();
startScrollers();
startPreviews();
startLinked();
