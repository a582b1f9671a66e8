import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const root = new URL('../', import.meta.url);

/** Folders of this machine mean nothing on another. */
const told = (args: readonly string[]) =>
  args.map((arg, i) => (/^--(mnist|out|images|labels)$/.test(args[i - 1] ?? '') ? 'FOLDER' : arg));

/** What a result was computed with, for whoever repeats it. */
export function provenance() {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  const tfjs = JSON.parse(readFileSync(new URL('node_modules/@tensorflow/tfjs-core/package.json', root), 'utf8')) as {
    version: string;
  };
  let commit: string | null = null;
  try {
    commit = execSync('git rev-parse --short HEAD', { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    // Not a checkout: the version has to do.
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    device: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`,
    versions: { book: version, commit, node: process.version, tensorflow: tfjs.version },
    command: `npm run ${process.env.npm_lifecycle_event ?? '?'} -- ${told(process.argv.slice(2)).join(' ')}`,
  };
}
