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
  const mb = (n: number) => (n / 1e6).toFixed(1);
  return total === null ? `${mb(bytes)} MB` : `${mb(bytes)} of ${mb(total)} MB`;
}

/** @throws BadInput for a file that is not worth reading */
export function demandSize(name: string, size: number, limit: number): void {
  if (size > limit) {
    throw new BadInput(`${name}: it has ${grouped(size)} bytes; the limit is ${grouped(limit)}. Use a part of it.`);
  }
}

/** Which of some files are MNIST's images and labels, by their names; the first two where the names say nothing. */
export function pairOf<F extends { name: string }>(files: readonly F[]): { images: F | null; labels: F | null } {
  const labels = files.find(({ name }) => /label|idx1/i.test(name)) ?? null;
  const images = files.find((file) => file !== labels && /image|idx3/i.test(file.name)) ?? null;
  const rest = files.filter((file) => file !== labels && file !== images);
  return { images: images ?? rest.shift() ?? null, labels: labels ?? rest.shift() ?? null };
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
