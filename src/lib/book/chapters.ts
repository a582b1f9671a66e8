/** The chapters in the order of the book. */
import { getCollection } from 'astro:content';
import type { CollectionEntry } from 'astro:content';

export type Chapter = CollectionEntry<'chapters'>;

export async function allChapters(): Promise<Chapter[]> {
  return (await getCollection('chapters')).sort((a, b) => a.data.order - b.data.order);
}
