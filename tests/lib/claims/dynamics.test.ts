import { describe, expect, test } from 'vitest';
import { error } from '../../../src/lib/claims/claim.ts';
import * as claims from '../../../src/lib/claims/dynamics.ts';

describe.each(Object.values(claims))('$id: $title', (claim) => {
  test('holds', async () => {
    for (const check of await claim.run()) {
      expect(error(check), check.quantity).toBeLessThanOrEqual(check.tolerance);
    }
  });
});
