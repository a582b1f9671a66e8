/** The bench's workers for a browser: the book's own code, and once more with TensorFlow.js alone behind the seam. */
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const eagerSeam: Plugin = {
  name: 'eager seam',
  setup(builder) {
    const standIn = here('eagerCompile.ts');
    builder.onResolve({ filter: /\/engine\/compile\.ts$/ }, ({ importer }) =>
      importer === standIn ? undefined : { path: standIn },
    );
  },
};

const browserOptions: BuildOptions = {
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'esnext',
  external: ['fs', 'path', 'perf_hooks', 'os', 'worker_threads'],
  logLevel: 'error',
};

/** Writes `book/` and `eager/` into the folder, each with a `browserWorker.js`. */
export async function bundleWorkers(folder: string): Promise<void> {
  const options = { ...browserOptions, entryPoints: [here('browserWorker.ts')] };
  await build({ ...options, outdir: `${folder}/book` });
  await build({ ...options, outdir: `${folder}/eager`, plugins: [eagerSeam] });
}

/** Writes one worker, `worker.js`. */
export async function bundleWorker(entry: string, folder: string): Promise<void> {
  await build({ ...browserOptions, entryPoints: [entry], outdir: folder });
}
