import { beforeAll, describe, expect, test } from 'vitest';
import { error } from '../../../src/lib/claims/claim.ts';
import { V1, V12, V2, V3a } from '../../../src/lib/claims/game.ts';
import { trainDiscriminator } from '../../../src/lib/claims/trainedDiscriminator.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('wasm')));

describe.each([V1, V2, V3a, V12])('$id: $title', (claim) => {
  test('holds', async () => {
    for (const check of await claim.run()) {
      expect(error(check), check.quantity).toBeLessThanOrEqual(check.tolerance);
    }
  });
});

test('the discriminator of V3b is on its way after 400 of its 8000 steps, and not better than D*', async () => {
  const { distance, reached, best } = await trainDiscriminator(400);
  expect(distance).toBeLessThan(0.13);
  expect(best - reached).toBeGreaterThan(-0.02);
  expect(best - reached).toBeLessThan(0.15);
});
