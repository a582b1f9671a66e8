/** Robust summaries of a few repetitions. */
export interface Summary {
  median: number;
  p10: number;
  p90: number;
  min: number;
}

/** By linear interpolation between the sorted values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
}

const rounded = (x: number) => Number(x.toPrecision(4));

export const summary = (values: readonly number[]): Summary => ({
  median: rounded(quantile(values, 0.5)),
  p10: rounded(quantile(values, 0.1)),
  p90: rounded(quantile(values, 0.9)),
  min: rounded(Math.min(...values)),
});

/** Median over rounds of a / b: both were timed in the same round, so that what slows the machine slows both. */
export const pairedRatio = (a: readonly number[], b: readonly number[]): number =>
  rounded(
    quantile(
      a.map((value, i) => value / b[i]!),
      0.5,
    ),
  );
