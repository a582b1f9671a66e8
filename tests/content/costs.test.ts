import { expect, it } from 'vitest';
import { multiplicationsOf, studyTimes } from '../../src/lib/book/costs.ts';
import { studyMean, studyOf } from '../../src/lib/book/studyMeans.ts';
import { mean } from '../../src/lib/theory/mean.ts';

it('counts the matrices of a network that is evaluated whole: what is left of its parameters are biases', () => {
  const parameters = studyOf('ring').results.find(({ arm }) => arm === 'edm')!.parameters;
  expect(parameters - multiplicationsOf('ring', 'edm')).toBe(3 * 64 + 2);
});

it('counts the generator of a GAN and not its discriminator', () => {
  const width = 52;
  expect(multiplicationsOf('ring', 'relativistic')).toBe(4 * width + 2 * width ** 2 + 2 * width);
});

it('refuses what it would count wrongly', () => {
  expect(() => multiplicationsOf('digits', 'dcgan')).toThrow(RangeError);
  expect(() => multiplicationsOf('ring', 'vae')).toThrow(RangeError);
});

it('reads times of the sampling that is named', () => {
  const { seconds, evaluations } = studyTimes('ring', 'edm', 'Heun 10');
  expect(evaluations).toBe(19);
  expect(seconds).toHaveLength(studyOf('ring').seeds.length);
  expect(mean(seconds)).toBeGreaterThan(0);
  expect(studyMean('ring', 'edm', 'modes', 'Heun 10')).toBe(8);
  expect(() => studyTimes('ring', 'nobody')).toThrow(/nobody/);
});
