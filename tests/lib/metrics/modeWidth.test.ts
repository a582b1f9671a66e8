import { describe, expect, it } from 'vitest';
import { countModes, highQuality, withinModeSpread } from '../../../src/lib/metrics/modes.ts';
import { keptOfWidth, spreadOfWidth } from '../../../src/lib/metrics/modeWidth.ts';
import { createRng } from '../../../src/lib/random.ts';

describe('modes of a wrong width', () => {
  it('keep and show what samples of that width do', () => {
    const modes = { centres: [[0, 0]], std: 0.1 };
    const n = 100_000;
    for (const ratio of [0.5, 1, 1.5, 3]) {
      const samples = createRng(3).normals(2 * n).map((z) => 0.1 * ratio * z); // prettier-ignore
      const counts = countModes(samples, modes);
      const kept = keptOfWidth(ratio);
      expect(Math.abs(highQuality(counts) - kept)).toBeLessThan(4.5 * Math.sqrt((kept * (1 - kept)) / n) + 1e-12);
      // r^2 of a kept point has at most the variance of an untruncated one, 4 ratio^4 in these units.
      const error = (ratio ** 2 * 2) / Math.sqrt(n * kept) / 2;
      expect(Math.abs(withinModeSpread(counts, modes) - spreadOfWidth(ratio))).toBeLessThan(4.5 * error);
    }
    expect(spreadOfWidth(1)).toBe(1);
  });
});
