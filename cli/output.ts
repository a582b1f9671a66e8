/** Writing results so that an interrupted command leaves whole files: each is written beside its place and renamed into it. */
import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './options.ts';

/** @throws UsageError before any work is done, if results could not be written there. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'this user may not write there'
        : code === 'EEXIST' || code === 'ENOTDIR'
          ? 'a file is in the way'
          : (error as Error).message;
    throw new UsageError(`Cannot write results to "${folder}": ${reason}. Choose another folder with --out.`);
  }
}

export function writeWhole(folder: string, name: string, content: string | Uint8Array): void {
  const path = join(folder, name);
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

/** Rounds for a file that people read: six significant digits. */
export const rounded = (x: number): number => Number(x.toPrecision(6));
