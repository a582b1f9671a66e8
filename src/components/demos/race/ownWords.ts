/** A reader's own data in words: how each kind is called, and whether two are the same. No page in here. */
import { BadInput, grouped } from '../../../lib/data/badInput.ts';
import type { Dataset, OwnDatasetName } from '../../../lib/data/dataset.ts';
import type { OwnData } from '../../../lib/data/own.ts';
import { createRng } from '../../../lib/random.ts';

/** Data that were read and can be raced on. */
export interface Brought {
  own: OwnData;
  dataset: Dataset;
  /** "Your table, 1,204 points". */
  title: string;
  /** What the reader should know: one sentence each. */
  notes: string[];
}

/** The ways to bring data: `choice` in the list of data sets, `tab` in the panel, `use` on its button. */
export const ownWays: readonly { name: OwnDatasetName; choice: string; tab: string; use: string }[] = [
  { name: 'table', choice: 'A table …', tab: 'A table', use: 'Race on this table' },
  { name: 'drawing', choice: 'A drawing …', tab: 'A drawing', use: 'Race on this drawing' },
  { name: 'mnist', choice: 'MNIST files …', tab: 'MNIST', use: 'Race on these digits' },
  { name: 'images', choice: 'Small images …', tab: 'Small images', use: 'Race on these images' },
];

const many = (n: number, noun: string) => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;

/** @param count rows that became points, strokes, or images */
export function titleOf({ name, images }: Pick<Dataset, 'name' | 'images'>, count: number): string {
  if (name === 'table') return `Your table, ${many(count, 'point')}`;
  if (name === 'drawing') return `Your drawing, ${many(count, 'stroke')}`;
  if (name === 'mnist') return `MNIST digits, ${many(count, 'image')}`;
  return `Your images, ${grouped(count)} of ${images?.width ?? '?'} × ${images?.height ?? '?'} pixels`;
}

/** "1.2 of 9.9 MB", or what arrived where the server does not say how much there is. */
export function received(bytes: number, total: number | null): string {
  const [unit, name] = (total ?? bytes) < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  const parts = (total === null ? [bytes] : [bytes, total]).map((n) => (n / unit).toFixed(1));
  return `${parts.join(' of ')} ${name}`;
}

/** @throws BadInput for a file that is not worth reading */
export function demandSize(name: string, size: number, limit: number): void {
  if (size > limit) {
    throw new BadInput(`${name}: it has ${grouped(size)} bytes; the limit is ${grouped(limit)}. Use a part of it.`);
  }
}

/** @param noise the most by which this browser alters a pixel that is read back */
export const alteredBy = (noise: number) =>
  `This browser alters the pixels of images a little against fingerprinting (by up to ${noise} of 255), so results may differ.`;

const kinds = {
  table: 'is a table: choose “A table” above',
  mnist: 'is a file of MNIST: choose “MNIST” above',
  images: 'is an image: choose “Small images” above',
} as const;

/** The kind of data that a file is by its name and type; null where they do not tell. */
function kindOf({ name, type }: Pick<File, 'name' | 'type'>): keyof typeof kinds | null {
  if (/idx[13]|ubyte|\.idx$/i.test(name)) return 'mnist';
  if (/\.[ct]sv$/i.test(name) || type === 'text/csv') return 'table';
  return type.startsWith('image/') ? 'images' : null;
}

/**
 * Files that were dropped while one way to bring data is shown.
 * @throws BadInput if they are for another way, or are too many
 */
export function demandKind(way: OwnDatasetName, files: readonly Pick<File, 'name' | 'type'>[]): void {
  if (files.length === 0) throw new BadInput('No file was in what you dropped. Drop files, or choose them.');
  if (way === 'drawing') {
    throw new BadInput('A drawing is drawn here, with a pointer or the arrow keys; it is not a file.');
  }
  const found = files.map(kindOf);
  const other = found[0];
  if (other && other !== way && found.every((kind) => kind !== way)) {
    const again = files.length > 1 ? 'them' : 'it';
    throw new BadInput(`${files[0]!.name} ${kinds[other]}, then drop ${again} again.`);
  }
  if (way === 'table' && files.length > 1) {
    throw new BadInput(`You dropped ${grouped(files.length)} files. A table is one file: drop one of them.`);
  }
  if (way === 'mnist' && files.length > 2) {
    throw new BadInput(
      `You dropped ${grouped(files.length)} files. MNIST is two: drop one of images and the one of their labels.`,
    );
  }
}

export interface MnistPair<F> {
  images?: F | undefined;
  labels?: F | undefined;
}

/**
 * Which of one or two files are MNIST's images and labels: by their names, and where the names say nothing, the place that is
 * still empty, images first.
 * @param before what is there already, and stays unless another takes its place
 */
export function pairOf<F extends { name: string }>(files: readonly F[], before: MnistPair<F> = {}): MnistPair<F> {
  const labels = files.find(({ name }) => /label|idx1/i.test(name));
  const images = files.find((file) => file !== labels && /image|idx3/i.test(file.name));
  const pair: MnistPair<F> = { images, labels };
  for (const file of files.filter((one) => one !== labels && one !== images)) {
    const empty = (['images', 'labels'] as const).filter((place) => !pair[place]);
    const place = empty.find((one) => !before[one]) ?? empty[0];
    if (place) pair[place] = file;
  }
  return { images: pair.images ?? before.images, labels: pair.labels ?? before.labels };
}

const told = 64;

/** Numbers by which a saved run knows its data again: some points, drawn from the same seed each time. */
export const fewPoints = ({ dataset }: Pick<Brought, 'dataset'>): Float32Array =>
  dataset.sample(32, createRng(1).fork('known again')).slice(0, told);

/** A sentence if a run that learned from `points` goes on with other data. Decoders of pictures may differ a little. */
export function otherData(brought: Pick<Brought, 'dataset'>, points: Float32Array): string {
  const here = fewPoints(brought);
  const same = here.length === points.length && here.every((value, i) => Math.abs(value - points[i]!) < 0.05);
  return same ? '' : 'This run learned from other data than yours of now; it goes on with yours of now.';
}
