/** From what the controls say to what is computed: anything strange becomes the start value. Pure. */
import { first, pairings, ranges, views, type Settings } from './scene.ts';

export type Read = (name: string) => boolean | number | string | null;
export const names = ['view', 'pairs', 'n', 'teacher', 't', 'T', 'moment', 'xt', 'seed'] as const;

export function settingsFrom(read: Read): Settings {
  const within = (name: keyof typeof ranges): number => {
    const value = read(name);
    const { min, max } = ranges[name];
    return value !== null && Number.isFinite(Number(value)) ? Math.min(max, Math.max(min, Number(value))) : first[name];
  };
  const seed = Number(read('seed') ?? first.seed);
  return {
    view: views.find((view) => view === read('view')) ?? first.view,
    pairs: pairings.find((pairs) => pairs === read('pairs')) ?? first.pairs,
    n: Math.round(within('n')),
    teacher: Math.round(within('teacher')),
    t: within('t'),
    T: Math.round(within('T')),
    moment: within('moment'),
    xt: within('xt'),
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : first.seed,
  };
}
