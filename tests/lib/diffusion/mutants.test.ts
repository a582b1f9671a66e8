import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { checks } from '../../mutants/checks.ts';
import { mutants } from '../../mutants/samplers.ts';
import { library } from '../../mutants/subject.ts';

beforeAll(async () => {
  await useBackend('cpu'); // for the library's loop; all else is float64
});

/** Which checks a mutant must fail: written down, so that none of them can go blind unnoticed. */
const catchers: Record<string, RegExp> = {
  M1: /noise has variance betaTilde or beta/,
  M2: /no sampler adds noise in its last step/,
  M3: /noise has variance betaTilde or beta/,
  M4: /the full walk takes/,
  M5: /the full walk takes/,
  M6: /the ancestral mean is the posterior mean/,
  M7: /the ancestral mean is the posterior mean/,
  M8: /noise has variance betaTilde or beta/,
  M9: /DDIM at eta = 1/,
  M10: /DDIM at eta = 1/,
  M11: /linear in eta/,
};
const recursion = /has the variance of its recursion/;

describe('of the library itself,', () => {
  test.each(checks)('$name', ({ error, tolerance }) => {
    expect(error(library)).toBeLessThanOrEqual(tolerance);
  });
});

describe('planted bugs', () => {
  test('are M1 to M11', () => {
    expect(mutants.map(({ id }) => id)).toEqual(Object.keys(catchers));
  });

  describe.each(mutants)('$id, $description,', ({ id, mutate }) => {
    const failed = () =>
      checks.filter(({ error, tolerance }) => !(error(mutate(library)) <= tolerance)).map(({ name }) => name);

    test('is caught by the identity that is for it, and by a Gaussian variance recursion', () => {
      const names = failed();
      expect(names).toEqual(
        expect.arrayContaining([expect.stringMatching(catchers[id]!), expect.stringMatching(recursion)]),
      );
    });

    test('moves its check by a hundred times the tolerance or more', () => {
      const { error, tolerance } = checks.find(({ name }) => catchers[id]!.test(name))!;
      expect(error(mutate(library))).toBeGreaterThan(100 * tolerance);
    });
  });
});
