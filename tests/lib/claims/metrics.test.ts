import { describe, expect, test } from 'vitest';
import { error } from '../../../src/lib/claims/claim.ts';
import { metricsClaims } from '../../../src/lib/claims/metrics.ts';

describe.each(metricsClaims)('$id: $title', ({ run }) => {
  test('holds in every check', async () => {
    for (const check of await run()) {
      expect(error(check), `${check.quantity}: ${check.measured}, expected ${check.expected}`).toBeLessThanOrEqual(
        check.tolerance,
      );
    }
  }, 60_000);
});
