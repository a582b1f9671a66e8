import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { slugOf } from './lib/book/slug.ts';

const chapters = defineCollection({
  loader: glob({
    pattern: '*.mdx',
    base: './src/content/chapters',
    generateId: ({ entry }) => slugOf(entry),
  }),
  schema: z.object({
    /** As it stands on the page and in the contents. */
    title: z.string(),
    /** Number or name of the part that holds the chapter. */
    part: z.coerce.string(),
    /** The number that is printed: equations, figures and theorems begin with it. */
    order: z.number().int().positive(),
    /** One or two sentences for the contents page and for search engines. */
    summary: z.string(),
    /** The question that the chapter answers; it opens the page. */
    question: z.string(),
    /** What a reader should know: `ch:slug` for a chapter, anything else is printed as it stands. */
    prerequisites: z.array(z.string()).default([]),
    /** Honest reading time without the exercises. */
    minutes: z.number().int().positive(),
  }),
});

export const collections = { chapters };
