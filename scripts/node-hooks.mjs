// TensorFlow.js publishes ES modules with extensionless imports inside packages that Node takes for CommonJS.
// Bundlers cope; Node needs this resolver to load the same ES build (its CommonJS build is 1.5 to 3 times slower).
// Use: node --import ./scripts/node-hooks.mjs file.ts
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dirname, join, resolve } from 'node:path';

// Its Node platform file calls require() for util and fetch.
globalThis.require ??= createRequire(import.meta.url);

const modules = resolve(dirname(fileURLToPath(import.meta.url)), '../node_modules');
const tensorflow = join(modules, '@tensorflow');

function withExtension(path) {
  for (const candidate of [path, `${path}.js`, join(path, 'index.js')]) {
    if (existsSync(candidate) && /\.[cm]?js$/.test(candidate)) return candidate;
  }
  return null;
}

const home = pathToFileURL(tensorflow).href;

registerHooks({
  resolve(specifier, context, next) {
    let path = null;
    if (/^@tensorflow\/[\w-]+$/.test(specifier)) path = join(modules, specifier, 'dist/index.js');
    else if (specifier.startsWith('@tensorflow/')) path = withExtension(join(modules, specifier));
    else if (specifier.startsWith('.') && context.parentURL?.startsWith(home)) {
      path = withExtension(resolve(dirname(fileURLToPath(context.parentURL)), specifier));
    }
    if (!path) {
      const found = next(specifier, context);
      // Vitest resolves a package itself, to its CommonJS build.
      if (!found.url.startsWith(home)) return found;
      path = fileURLToPath(found.url).replace(/dist\/tf-[\w-]+\.node\.js$/, 'dist/index.js');
    }
    const emscripten = path.includes('wasm-out');
    return { url: pathToFileURL(path).href, format: emscripten ? undefined : 'module', shortCircuit: true };
  },
});
