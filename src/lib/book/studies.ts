/** The studies that are committed in public/runs: what `npm run experiments` trained and measured. Read while the site is built. */
import type { Config } from '../experiments/config.ts';
import type { ArmResult, CeilingRow } from '../experiments/study.ts';
import type { MetricBands } from '../metrics/index.ts';

export interface StudyArm {
  name: string;
  title: string;
  model: string;
  config: Partial<Config>;
  samplings: { title: string }[];
}

export interface Study {
  date: string;
  device: string;
  command: string;
  versions: Record<string, string | null>;
  experiment: string;
  /** Samples behind each row. */
  samples: number;
  seeds: number[];
  arms: StudyArm[];
  results: ArmResult[];
  ceilings: CeilingRow[];
  perfectSampler: MetricBands;
  /** Real data, standardised, flat; none where they are not the book's. */
  data: number[];
  /** Values of an empty and of a full pixel, for images. */
  range?: [number, number] | null;
  /** What the first seed of each arm drew, way by way, flat; null where it drew nothing. */
  shown: Record<string, { samples: number[][] } | null>;
}

const files = import.meta.glob<{ default: Study }>('../../../public/runs/study-*.json', { eager: true });
const order = ['ring', 'grid25', 'digits', 'mnist'];

export const studies: Study[] = Object.values(files)
  .map((file) => file.default)
  .sort((a, b) => order.indexOf(a.experiment) - order.indexOf(b.experiment));

/** Pixels of a side, for studies of images. */
export const sides: Record<string, number> = { digits: 8, mnist: 28 };
