// Puts the eager stand-in in the place of the seam, for the process that times TensorFlow.js as it is.
import { registerHooks } from 'node:module';

const standIn = new URL('eagerCompile.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const fromModel = /\/engine\/compile\.ts$/.test(specifier) && context.parentURL !== standIn;
    return fromModel ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(specifier, context);
  },
});
