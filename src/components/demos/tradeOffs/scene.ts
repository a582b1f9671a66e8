/** The ways of drawing of a study as points of a plane whose axes the reader chooses, and the front among them. */
import { mean } from '../../../lib/theory/mean.ts';

export const studyNames = ['ring', 'grid25', 'digits', 'mnist'] as const;
export type StudyName = (typeof studyNames)[number];
export const axisNames = ['time', 'evaluations', 'quality', 'coverage', 'distance'] as const;
export type AxisName = (typeof axisNames)[number];
export const familyNames = ['gan', 'diffusion', 'few', 'vae'] as const;
export type FamilyName = (typeof familyNames)[number];

/** One way of drawing from one arm. Values are seed by seed; null where a seed has none. */
export interface Row {
  arm: string;
  title: string;
  family: FamilyName;
  /** The colour of its kind in the book. */
  colour: 'gan' | 'diffusion' | 'vae';
  values: Record<AxisName, (number | null)[]>;
}
export interface Scene {
  title: string;
  device: string;
  seeds: number;
  /** Samples behind each value. */
  samples: number;
  /** What a perfect sampler scores, 5 % and 95 % quantiles. */
  perfect: Partial<Record<AxisName, [low: number, high: number]>>;
  rows: Row[];
}
export type Scenes = Record<StudyName, Scene>;

export interface Settings {
  study: StudyName;
  x: AxisName;
  y: AxisName;
  families: Record<FamilyName, boolean>;
}
export const start: Settings = {
  study: 'ring',
  x: 'time',
  y: 'quality',
  families: { gan: true, diffusion: true, few: true, vae: true },
};

const images = (study: StudyName) => study === 'digits' || study === 'mnist';
export const lowerIsBetter = (axis: AxisName, study: StudyName): boolean =>
  axis === 'time' || axis === 'evaluations' || axis === 'distance' || (axis === 'coverage' && !images(study));
export const logarithmic = (axis: AxisName, study: StudyName): boolean => lowerIsBetter(axis, study);

/** What an axis is in a study. */
export function axisTitle(axis: AxisName, study: StudyName): string {
  switch (axis) {
    case 'time':
      return 'seconds for 1,000 samples';
    case 'evaluations':
      return 'evaluations for a sample';
    case 'quality':
      return images(study) ? 'precision' : 'part in modes';
    case 'coverage':
      return images(study) ? 'coverage' : 'KL of the mode histogram';
    case 'distance':
      return images(study) ? 'Fréchet distance' : 'sliced W₂';
  }
}

/** A row in the plane: means, and how far the seeds span. */
export interface Mark {
  row: Row;
  x: number;
  y: number;
  spanX: [number, number];
  spanY: [number, number];
  seconds: number;
}

const span = (list: readonly number[]): [number, number] => [Math.min(...list), Math.max(...list)];

/** Rows of the families that are shown and that have a value on both axes for every seed; on a logarithmic axis a positive one. */
export function marksOf(scene: Scene, { study, x, y, families }: Settings): Mark[] {
  const usable = (axis: AxisName, row: Row): number[] | null => {
    const list = row.values[axis];
    const fine = list.every((v): v is number => v !== null && (!logarithmic(axis, study) || v > 0));
    return fine && list.length > 0 ? (list as number[]) : null;
  };
  return scene.rows.flatMap((row) => {
    if (!families[row.family]) return [];
    const [xs, ys] = [usable(x, row), usable(y, row)];
    if (!xs || !ys) return [];
    const seconds = mean(row.values.time.filter((v) => v !== null));
    return [{ row, x: mean(xs), y: mean(ys), spanX: span(xs), spanY: span(ys), seconds }];
  });
}

/** How good a value is; beyond what a perfect sampler scores nothing more is won. */
export function utility(value: number, axis: AxisName, study: StudyName, perfect: Scene['perfect']): number {
  const [low, high] = perfect[axis] ?? [-Infinity, Infinity];
  return lowerIsBetter(axis, study) ? -Math.max(value, low) : Math.min(value, high);
}

/** The marks that no other one equals or beats on both axes and beats on one, from left to right. */
export function front(marks: readonly Mark[], { study, x, y }: Settings, perfect: Scene['perfect']): Mark[] {
  const rated = marks.map((mark) => ({
    mark,
    u: utility(mark.x, x, study, perfect),
    v: utility(mark.y, y, study, perfect),
  }));
  return rated
    .filter((a) => !rated.some((b) => b.u >= a.u && b.v >= a.v && (b.u > a.u || b.v > a.v)))
    .map(({ mark }) => mark)
    .sort((a, b) => a.x - b.x || a.y - b.y);
}

/** Times on the reader's machine, seconds for 1,000 samples, by the title of the row. */
export type Machine = Record<string, number>;

/** Arms that are timed, and how: ways of drawing whose recorded rows they stand beside. */
export const timed = [
  { arm: 'relativistic', request: {}, rows: ['relativistic + R1 + R2'] },
  { arm: 'edm', request: { sampler: 'heun', samplerSteps: 18 }, rows: ['diffusion, EDM: Heun 18'] },
  { arm: 'edm', request: { sampler: 'heun', samplerSteps: 10 }, rows: ['diffusion, EDM: Heun 10'] },
] as const;
/** Samples drawn at once, as in the study of the ring. */
export const batch = 10_000;
export const repeats = 3;
