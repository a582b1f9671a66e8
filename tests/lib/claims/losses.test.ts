import { beforeAll, describe, expect, test } from 'vitest';
import { error } from '../../../src/lib/claims/claim.ts';
import * as claims from '../../../src/lib/claims/losses.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('wasm')));

describe.each(Object.values(claims))('$id: $title', (claim) => {
  test('holds', async () => {
    for (const check of await claim.run()) {
      expect(error(check), check.quantity).toBeLessThanOrEqual(check.tolerance);
    }
  });
});
