import { describe, expect, test } from 'vitest';
import { theoryMutants } from '../../mutants/theory.ts';
import { transportMutants } from '../../mutants/transport.ts';

describe.each([...theoryMutants, ...transportMutants])(
  '$id: $description',
  ({ test: name, error, correct, tolerance }) => {
    test(`the closed form passes, the bug does not: ${name}`, async () => {
      expect(await correct()).toBeLessThanOrEqual(tolerance);
      expect(await error()).toBeGreaterThan(3 * tolerance);
    });
  },
);
