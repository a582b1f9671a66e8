/** What sentences of chapters 8, 14 and 17 say of the committed study of digits holds seed by seed. */
import { expect, test } from 'vitest';
import { lossMean, studyMean, studyOf, studyValues } from '../../src/lib/book/studyMeans.ts';
import type { MetricName } from '../../src/lib/metrics/index.ts';

const digits = (arm: string, metric: MetricName, sampling?: string) => studyValues('digits', arm, metric, sampling);
const everySeed = (a: number[], b: number[], holds: (a: number, b: number) => boolean) => {
  expect(a).toHaveLength(studyOf('digits').seeds.length);
  expect(a.map((value, seed) => holds(value, b[seed]!))).toEqual(a.map(() => true));
};
const less = (a: number, b: number) => a < b;

test('means and losses are those of the seeds, and what is not there is named', () => {
  const values = digits('unet', 'recall', 'DDIM 10');
  expect(studyMean('digits', 'unet', 'recall', 'DDIM 10')).toBeCloseTo(
    values.reduce((a, b) => a + b) / values.length,
    12,
  );
  const runs = studyOf('digits').results.filter(({ arm }) => arm === 'vae');
  const losses = ['vae.loss', 'vae.reconstruction', 'vae.kl'].map((name) => lossMean('digits', 'vae', name));
  expect(losses[0]).toBeCloseTo(losses[1]! + losses[2]!, 2); // beta is 1
  expect(losses[2]).toBeGreaterThan(Math.min(...runs.map((run) => run.losses['vae.kl']!.last)));
  expect(() => studyMean('digits', 'unet', 'modes')).toThrow('no modes of unet');
  expect(() => lossMean('digits', 'vae', 'ddpm.eps')).toThrow('no loss ddpm.eps of vae');
  expect(() => studyOf('faces')).toThrow('no study of faces');
});

test.each(['unet-conditional', 'edm-conditional'])('%s, guided: labels as asked, precision up, recall down', (arm) => {
  const [told, by2, by4] = ['told', 'guided by 2', 'guided by 4'] as const;
  everySeed(digits(arm, 'labelAccuracy', told), digits(arm, 'labelAccuracy', by2), less);
  expect(Math.min(...digits(arm, 'labelAccuracy', by2))).toBeGreaterThan(0.98);
  everySeed(digits(arm, 'recall', by2), digits(arm, 'recall', told), less);
  everySeed(digits(arm, 'recall', by4), digits(arm, 'recall', by2), less);
  everySeed(digits(arm, 'frechet', told), digits(arm, 'frechet', by2), less);
  everySeed(digits(arm, 'frechet', by2), digits(arm, 'frechet', by4), less);
  everySeed(digits(arm, 'precision', told), digits(arm, 'precision', by2), less);
  everySeed(digits(arm, 'precision', by4), digits(arm, 'precision', by2), less);
  const { median } = studyOf('digits').perfectSampler.precision!;
  expect(Math.abs(studyMean('digits', arm, 'precision', by2) - median)).toBeLessThan(0.02);
});

test('a conditional net that is not told is worse than one that never heard of labels', () => {
  everySeed(digits('unet', 'frechet', 'DDIM 50'), digits('unet-conditional', 'frechet', 'not told'), less);
});

test('a VAE that starts precise has the better bound, the dearer code, and the worse samples', () => {
  const losses = (arm: string, name: string) =>
    studyOf('digits').results.flatMap((run) => (run.arm === arm ? [run.losses[name]!.last] : []));
  everySeed(losses('vae-precise', 'vae.loss'), losses('vae', 'vae.loss'), less);
  everySeed(losses('vae', 'vae.kl'), losses('vae-precise', 'vae.kl'), less);
  everySeed(digits('vae', 'frechet'), digits('vae-precise', 'frechet'), less);
  everySeed(digits('vae-precise', 'coverage'), digits('vae', 'coverage'), less);
  // The chapter's point about the cover: recall hardly tells them apart, coverage does.
  const gap = (metric: MetricName) => studyMean('digits', 'vae', metric) - studyMean('digits', 'vae-precise', metric);
  expect(gap('coverage')).toBeGreaterThan(3 * Math.abs(gap('recall')));
});

test('told the label, the U-Net is near the DCGAN’s distance, and ahead in coverage and precision', () => {
  const [told, gan] = ['unet-conditional', 'dcgan'].map((arm) => (metric: MetricName) => digits(arm, metric)) as [
    (metric: MetricName) => number[],
    (metric: MetricName) => number[],
  ];
  for (const metric of ['coverage', 'precision'] as const) {
    expect(Math.min(...told(metric))).toBeGreaterThan(Math.max(...gan(metric)));
  }
  expect(Math.min(...told('frechet'))).toBeLessThan(Math.max(...gan('frechet')));
  everySeed(told('frechet'), digits('unet', 'frechet', 'DDIM 50'), less);
});
