import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { ganMutants } from '../../mutants/gan.ts';

beforeAll(async () => void (await useBackend('cpu')));

describe.each(ganMutants)('$id, $description:', ({ test: title, error, correct, tolerance }) => {
  test(`is caught where ${title}, and the library passes`, async () => {
    expect(await correct()).toBeLessThanOrEqual(tolerance);
    expect(await error()).toBeGreaterThan(tolerance);
  });
});
