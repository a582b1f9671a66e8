/** `base` is not applied to links that Astro does not write: everything that links goes through here. */

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** `/race/` under the book's base. */
export const withBase = (path: string) => base + path.replace(/^\//, '');

/** The path of a page inside the book, for comparing: `/book/race/` is `/race/`. */
export const withoutBase = (path: string) =>
  '/' + (path.startsWith(base) ? path.slice(base.length) : path.replace(/^\//, ''));
