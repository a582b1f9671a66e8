/** The seam as TensorFlow.js alone would fill it: every run is the step as written. Stands in for `engine/compile.ts`. */
import type { Program, Step } from '../../src/lib/engine/compile.ts';
import { runEagerly } from '../../src/lib/engine/eager.ts';

export { normals, rows, vector } from '../../src/lib/engine/compile.ts';

export const compile = (step: Step): Program => ({
  mode: 'eager',
  run: (inputs) => runEagerly(step, inputs),
  dispose: () => {},
});
