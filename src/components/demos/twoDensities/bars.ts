/** The readouts: each number with its bar, against its bound or against the scale of the picture. */
import { distanceNames, type DistanceName } from '../../../lib/theory/distancesOnLine.ts';
import { distanceTitles, short } from './narrate.ts';

export interface Bar {
  name: DistanceName;
  title: string;
  text: string;
  bound: string;
  /** How full, in [0, 1]. */
  share: number;
}

/** What a full bar stands for where there is no bound. */
export const fullWithoutBound = 8;

const limits: Partial<Record<DistanceName, { value: number; text: string }>> = {
  js: { value: Math.LN2, text: 'at most log 2' },
  tv: { value: 1, text: 'at most 1' },
};

export const bars = (values: Record<DistanceName, number>): Bar[] =>
  distanceNames.map((name) => {
    const limit = limits[name];
    return {
      name,
      title: distanceTitles[name],
      text: limit ? values[name].toFixed(3) : short(values[name]),
      bound: limit?.text ?? 'no bound',
      share: Math.min(1, values[name] / (limit?.value ?? fullWithoutBound)),
    };
  });
