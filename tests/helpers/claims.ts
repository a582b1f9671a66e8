import { describe, expect, test } from 'vitest';
import { error, holds, type Claim } from '../../src/lib/claims/claim.ts';

/** Runs claims as tests: every check of each must hold. */
export function testClaims(claims: readonly Claim[]): void {
  describe.each(claims.map((claim) => [claim.id, claim.title, claim] as const))('%s: %s', (id, _title, claim) => {
    test('holds', async () => {
      const checks = await claim.run();
      expect(checks.length).toBeGreaterThan(0);
      const broken = checks
        .filter((check) => !holds(check))
        .map((check) => `${id} ${check.quantity}: error ${error(check)}, tolerance ${check.tolerance}`);
      expect(broken).toEqual([]);
    });
  });
}
