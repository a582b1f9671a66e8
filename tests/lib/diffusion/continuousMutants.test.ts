import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { continuousMutants } from '../../mutants/continuous.ts';

beforeAll(async () => {
  await useBackend('cpu'); // for the dictionary of networks; all else is float64
});

describe.each(continuousMutants)('$id: $description', ({ test: name, error, correct, tolerance }) => {
  test(`the library passes, the bug does not: ${name}`, async () => {
    expect(await correct()).toBeLessThanOrEqual(tolerance);
    expect(await error()).toBeGreaterThan(3 * tolerance);
  });
});
