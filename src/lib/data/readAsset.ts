/** Reads a file of the site: by fetch in a page or a worker, from the disk in Node. */

interface FileSystem {
  readFile(path: string | URL): Promise<Uint8Array>;
}

/**
 * @param assets a URL in a page or a worker; a folder or a file: URL in Node; ends in "/".
 * @throws Error naming the file and what went wrong.
 */
export async function readAsset(assets: string, path: string): Promise<Uint8Array> {
  const address = assets.endsWith('/') ? assets + path : `${assets}/${path}`;
  if (!inNode() || /^https?:/.test(address)) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`Could not fetch ${address}: the server answered ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  }
  const name = 'node:fs/promises'; // in a variable, so that no bundler looks for it
  const { readFile } = (await import(/* @vite-ignore */ name)) as FileSystem;
  return readFile(address.startsWith('file:') ? new URL(address) : address);
}

function inNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
