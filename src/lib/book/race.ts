/** The race, if its component exists: the frame can be built before it and shows it as soon as it is there. */
import type { AstroComponentFactory } from 'astro/runtime/server/index.js';

const files = import.meta.glob<{ default: AstroComponentFactory }>('../../components/demos/Race.astro', {
  eager: true,
});
export const Race = Object.values(files)[0]?.default;
