/** Joins the book to Astro: compiles it, stops the build on its faults, and serves it to components as `virtual:book`. */
import type { AstroIntegration } from 'astro';
import { fileURLToPath } from 'node:url';
import { bookFolders, compileBook, matcherOf } from './compile.ts';
import type { Book } from './compile.ts';
import { BookError, faultLine } from './faults.ts';

const id = 'virtual:book';

export interface BookIntegration extends AstroIntegration {
  /** The compiled book; empty before Astro's set-up. */
  readonly book: Book;
  /** Marks in a formula what lights up in that chapter. */
  mark(chapter: string, tex: string): string;
}

export function bookIntegration(): BookIntegration {
  let book: Book = {
    chapters: [],
    labels: {},
    references: {},
    notation: {},
    glossary: {},
    sources: {},
    files: {},
    missing: [],
  };
  let matcher = matcherOf({});
  return {
    name: 'book',
    get book() {
      return book;
    },
    mark(chapter, tex) {
      const linked = book.chapters.find(({ slug }) => slug === chapter)?.linked ?? [];
      return linked.length > 0 ? matcher.mark(tex, new Set(linked)) : tex;
    },
    hooks: {
      'astro:config:setup'({ config, command, updateConfig, addWatchFile, logger }) {
        const folders = bookFolders(fileURLToPath(config.root));
        /** An author at work sees all faults and the page; a build stops. */
        const lenient = command === 'dev' || process.env['BOOK_DRAFT'] === '1';
        const compile = () => {
          const result = compileBook(folders);
          book = result.book;
          matcher = matcherOf(book.notation);
          if (result.faults.length === 0) return;
          if (!lenient) throw new BookError(result.faults);
          for (const fault of result.faults) logger.warn(faultLine(fault));
        };
        compile();
        addWatchFile(folders.references);
        addWatchFile(folders.glossary);
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'book:data',
                resolveId: (source) => (source === id ? `\0${id}` : undefined),
                load: (source) => (source === `\0${id}` ? `export default ${JSON.stringify(book)}` : undefined),
                configureServer(server) {
                  server.watcher.on('change', (file) => {
                    if (!/src\/(content|lib)\/.*\.(mdx|bib|yaml|ts)$/.test(file)) return;
                    compile();
                    for (const environment of Object.values(server.environments)) {
                      const module = environment.moduleGraph.getModuleById(`\0${id}`);
                      if (module) environment.moduleGraph.invalidateModule(module);
                    }
                    server.ws.send({ type: 'full-reload' });
                  });
                },
              },
              {
                name: 'book:woff2-only',
                enforce: 'pre',
                // Every browser that runs this book reads woff2: KaTeX's woff and ttf copies are 817 kB that nobody asks for.
                transform(code, file) {
                  if (!file.includes('/katex.min.css')) return undefined;
                  return code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '');
                },
              },
            ],
          },
        });
      },
    },
  };
}
