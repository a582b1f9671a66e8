import { beforeAll, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { bridgeMutants } from '../../mutants/bridges.ts';

beforeAll(async () => void (await useBackend('cpu')));

test.each(bridgeMutants)('$id, $description, is caught by "$test"', async ({ error, correct, tolerance }) => {
  expect(await correct()).toBeLessThanOrEqual(tolerance);
  expect(await error()).toBeGreaterThan(tolerance);
});
