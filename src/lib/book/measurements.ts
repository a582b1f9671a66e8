/** The measurements that are committed beside the recorded runs, one file for each machine. Read while the site is built. */
import type { FrameResult } from '../../../cli/bench/frames.ts';
import type { PlaceResult } from '../../../cli/bench/places.ts';
import type { QualityResult } from '../../../cli/bench/quality.ts';
import type { SoakResult } from '../../../cli/soak/result.ts';

export interface Provenance {
  date: string;
  device: string;
  machine: string;
  command: string;
  versions: Record<string, string | null>;
}
export interface Bench extends Provenance {
  repetitions: number;
  /** Processes that wanted a core, sampled between the parts. */
  load: number[];
  places: PlaceResult[];
  frames: FrameResult | null;
  quality: QualityResult[];
}
export interface Soak extends Provenance {
  results: Omit<SoakResult, 'readings'>[];
}

const all = <T>(files: Record<string, { default: T }>): T[] => Object.values(files).map((file) => file.default);

export const benches = all(import.meta.glob<{ default: Bench }>('../../../public/runs/bench-*.json', { eager: true }));
export const soaks = all(import.meta.glob<{ default: Soak }>('../../../public/runs/soak-*.json', { eager: true }));
