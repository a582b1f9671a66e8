/** One fault of the museum: a run that can be made with the fault planted and without it, and what there is to say about it. */

/** What a run shows at one moment. */
export interface Moment {
  step: number;
  /** The height of each line of the chart. */
  values: Record<string, number>;
  /** Samples, [n, dim] flat, where there are some to be seen. */
  points?: Float64Array;
}

export interface Exhibit {
  id: string;
  title: string;
  /** What is run here, before anything is known of the fault. */
  story: string;
  /** What to look for: the caption. */
  look: string;
  alt: string;
  lines: { key: string; name: string; colour: 'diffusion' | 'gan' | 'discriminator' | 'data' }[];
  /** Values that are known without a run. */
  references: { value: number; name: string }[];
  x: { end: number; label: string };
  y: { range: readonly [number, number]; label: string; log?: boolean };
  /** Moments a second. */
  pace: number;
  /** The samples' picture: half the width of the part of the plane (dim 2) or of the line (dim 1) that is shown. */
  picture?: {
    dim: 1 | 2;
    reach: number;
    centres: number[][];
    deviation: number;
    /** Heaps as high as the square root of their count, so that small ones are seen. */
    roots?: boolean;
  };
  question: string;
  answers: { text: string; reply: string; right?: true }[];
  cause: string;
  wrong: string;
  right: string;
  /** The test that turns red: what it says, and where it is. */
  caught: { id: string; says: string; file: string };
  run(seed: number, planted: boolean): Generator<Moment>;
  /** What is happening now, in a sentence. */
  tell(planted: Moment, sound: Moment | null): string;
}

/** Of the run that is on the page before a press. */
export const startSeed = 1;
