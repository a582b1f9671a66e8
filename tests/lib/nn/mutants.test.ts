import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { imageMutants } from '../../mutants/images.ts';

beforeAll(async () => void (await useBackend('wasm')));

describe.each(imageMutants)('$id, $description,', ({ error, correct, tolerance }) => {
  test('is seen by its check, which the library passes', async () => {
    expect(await correct()).toBeLessThanOrEqual(tolerance);
    expect(await error()).toBeGreaterThan(10 * tolerance);
  });
});
