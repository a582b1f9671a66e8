import { createHash } from 'node:crypto';
import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { bookIntegration } from './src/lib/book/integration.ts';
import { bookMarkdown } from './src/lib/book/math-plugin.ts';
import { themeScript } from './src/lib/book/theme-script.ts';

const book = bookIntegration();
const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** MNIST_URL, a folder with MNIST's test files that the race may download: on the site itself unless it names another host. */
const mnistUrl = process.env.MNIST_URL ?? '';
const mnistOrigin = /^https?:/.test(mnistUrl) ? ` ${new URL(mnistUrl).origin}` : '';

export default defineConfig({
  // Both come from whoever publishes: SITE=https://someone.github.io BASE=/gans-vs-diffusion/ npm run build.
  // Netlify (URL) and Cloudflare Pages (CF_PAGES_URL) say themselves where the site will be.
  site: process.env.SITE || process.env.URL || process.env.CF_PAGES_URL || 'http://localhost:4321',
  base: process.env.BASE || '/',
  trailingSlash: 'always',
  output: 'static',
  integrations: [book, mdx(), sitemap({ filter: (page) => !/\/(search|source)\//.test(page) })],
  markdown: {
    processor: satteri({ features: { math: true }, mdastPlugins: [bookMarkdown(() => book.book.labels, book.mark)] }),
    shikiConfig: { theme: 'css-variables', langAlias: { console: 'shellsession' } },
  },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "worker-src 'self' blob:",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        `connect-src 'self'${mnistOrigin}`,
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
      ],
      // WebAssembly runs the tensors and the search; nothing else is evaluated.
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [hash(themeScript)] },
      // KaTeX positions its boxes by style attributes; style elements stay hashed.
      styleDirective: { resources: ["'self'", { resource: "'unsafe-inline'", kind: 'attribute' }] },
    },
  },
  vite: {
    worker: { format: 'es' },
    // Fonts stay files: inlined ones would need data: in the policy.
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Astro's own directive in each chapter, read before it is bundled: nothing that an author could mend.
        onwarn: (warning, tell) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(warning),
      },
    },
    // The development server finds these only when a figure is started, and would then reload the page.
    optimizeDeps: {
      include: [
        'comlink',
        'd3',
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
  },
});
