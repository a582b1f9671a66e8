import { describe, expect, test } from 'vitest';
import { metricsMutants } from '../../mutants/metrics.ts';

describe.each(metricsMutants)('$id: $description', ({ error, correct, tolerance }) => {
  test('is caught, and the library is not', async () => {
    expect(await error()).toBeGreaterThan(tolerance);
    expect(await correct()).toBeLessThanOrEqual(tolerance);
  });
});
