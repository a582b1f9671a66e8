import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../../helpers/backends.ts';
import { controlMutants } from '../../mutants/control.ts';
import { latentMutants } from '../../mutants/latents.ts';
import { likelihoodMutants } from '../../mutants/likelihood.ts';
import { questionMutants } from '../../mutants/questions.ts';

beforeAll(async () => {
  await useBackend('cpu'); // for the questions to nets; all else is float64
});

const all = [...controlMutants, ...latentMutants, ...likelihoodMutants, ...questionMutants];
describe.each(all)('$id: $description', ({ test: name, error, correct, tolerance }) => {
  test(`the library passes, the bug does not: ${name}`, async () => {
    expect(await correct()).toBeLessThanOrEqual(tolerance);
    expect(await error()).toBeGreaterThan(3 * tolerance);
  });
});
