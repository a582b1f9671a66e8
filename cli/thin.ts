import { rounded } from './output.ts';

/** Means over about 150 stretches of a run's readings: as fine as a figure can draw. */
export function thin(values: readonly number[]): number[] {
  const stretch = Math.max(1, Math.ceil(values.length / 150));
  return Array.from({ length: Math.floor(values.length / stretch) }, (_, i) =>
    rounded(values.slice(i * stretch, (i + 1) * stretch).reduce((sum, v) => sum + v, 0) / stretch),
  );
}
