/** The four numbers of a set of samples, and what they are held against. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { histogramKlFloor } from '../../../lib/metrics/labelHistogram.ts';
import { countModes, highQuality, modeHistogramKl, modesHit, withinModeSpread } from '../../../lib/metrics/modes.ts';
import { highQualityTarget } from '../../../lib/metrics/threeSigma.ts';

export const metricNames = ['modes', 'hq', 'spread', 'modeKl'] as const;
export type ModeMetric = (typeof metricNames)[number];
export type ModeValues = Record<ModeMetric, number>;

export interface Reading extends ModeValues {
  step: number;
}

/** All four, and the share of the kept samples in each mode; NaN where no sample is in any. */
export function readModes(
  samples: ArrayLike<number>,
  { modes, mixture }: Dataset,
): { values: ModeValues; shares: Float64Array; kept: number } {
  const counts = countModes(samples, modes!);
  return {
    values: {
      modes: modesHit(counts),
      hq: highQuality(counts),
      spread: withinModeSpread(counts, modes!),
      modeKl: modeHistogramKl(counts, mixture?.weights),
    },
    shares: counts.perMode.map((count) => count / counts.kept),
    kept: counts.kept,
  };
}

/** What a perfect generator scores on average with n samples. */
export const targets = (K: number, n: number): ModeValues => ({
  modes: K,
  hq: highQualityTarget,
  spread: 1,
  modeKl: histogramKlFloor(K, n),
});
