/** Search in the page, by Pagefind's index of the built book. Loaded when a reader first opens the search. */

interface Result {
  data(): Promise<{
    url: string;
    excerpt: string;
    meta: { title?: string };
    sub_results: { url: string; title: string; excerpt: string }[];
  }>;
}
interface Pagefind {
  options(options: Record<string, unknown>): Promise<void>;
  init(): Promise<void>;
  debouncedSearch(term: string, options?: object, delay?: number): Promise<{ results: Result[] } | null>;
}

const most = 8;
let loading: Promise<Pagefind> | undefined;

async function loadIndex(base: string): Promise<Pagefind> {
  const address = new URL(`${base}pagefind/pagefind.js`, location.href).href;
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind;
  await pagefind.options({ baseUrl: base, excerptLength: 22 });
  await pagefind.init();
  return pagefind;
}

const started = new WeakSet<HTMLElement>();

export function startSearchBox(box: HTMLElement, base: string) {
  if (started.has(box)) return;
  started.add(box);
  const input = box.querySelector<HTMLInputElement>('[data-search-input]')!;
  const status = box.querySelector('[data-search-status]')!;
  const list = box.querySelector('[data-search-results]')!;
  const idle = status.textContent;

  async function search() {
    const term = input.value.trim();
    if (!term) {
      list.replaceChildren();
      status.textContent = idle;
      return;
    }
    try {
      loading ??= loadIndex(base);
      const found = await (await loading).debouncedSearch(term, {}, 120);
      if (!found) return; // the reader typed on
      const pages = await Promise.all(found.results.slice(0, most).map((result) => result.data()));
      if (input.value.trim() !== term) return;
      const hits = pages.flatMap(({ url, excerpt, meta, sub_results: parts }) => {
        const title = meta.title ?? url;
        const best = parts.filter((part) => part.url !== url).slice(0, 2);
        if (best.length === 0) return [{ url, title, excerpt }];
        return best.map((part) => ({ url: part.url, title: `${title}: ${part.title}`, excerpt: part.excerpt }));
      });
      list.replaceChildren(...hits.map(item));
      status.textContent =
        hits.length === 0
          ? `Nothing found for “${term}”.`
          : `${found.results.length} ${found.results.length === 1 ? 'page' : 'pages'} found.`;
    } catch {
      loading = undefined;
      status.textContent = 'The search index could not be loaded. It is made by “npm run build”.';
    }
  }
  input.addEventListener('input', () => void search());
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops: HTMLElement[] = [input, ...list.querySelectorAll<HTMLElement>('a')];
    const next = stops[stops.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  const asked = new URLSearchParams(location.search).get('q');
  if (asked && box.closest('.search-page')) input.value = asked;
  if (input.value) void search();
}

/** Pagefind escapes the text and adds only `<mark>`; we take the marks and nothing else. */
function item({ url, title, excerpt }: { url: string; title: string; excerpt: string }): HTMLElement {
  const row = document.createElement('li');
  const link = document.createElement('a');
  const name = document.createElement('strong');
  const text = document.createElement('span');
  link.href = url;
  name.textContent = title;
  const parsed = new DOMParser().parseFromString(excerpt, 'text/html').body;
  for (const node of parsed.childNodes) {
    const part =
      node instanceof HTMLElement && node.localName === 'mark'
        ? document.createElement('mark')
        : document.createElement('span');
    part.textContent = node.textContent;
    text.append(part);
  }
  link.append(name, text);
  row.append(link);
  return row;
}
