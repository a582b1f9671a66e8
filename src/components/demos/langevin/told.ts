/** The numbers of a walk that the sentences are about. */
import type { Told } from './narrate.ts';
import { shareRight, type Walk } from './scene.ts';

export const told = (walk: Walk): Told => ({
  settings: walk.settings,
  step: walk.step,
  level: walk.level,
  plain: shareRight(walk.plain),
  annealed: shareRight(walk.annealed),
  widths: walk.widths,
});
