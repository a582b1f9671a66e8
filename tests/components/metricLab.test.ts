import { expect, test } from 'vitest';
import { paintMeters } from '../../src/components/demos/metricLab/pictures.ts';
import { recordedReading } from '../../src/components/demos/metricLab/recorded.ts';
import { measuring, noticing, setsOf, start, type Reading } from '../../src/components/demos/metricLab/scene.ts';
import { describe, faultsTold, marks, narrate, titles, valueText } from '../../src/components/demos/metricLab/words.ts';
import { batteryNames } from '../../src/lib/metrics/battery.ts';
import { noFaults } from '../../src/lib/metrics/brokenSampler.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';

const recorded = recordedReading();

function reading(change: Partial<typeof start>): Reading {
  const settings = { ...start, ...noFaults, ...change };
  const steps = measuring(settings, setsOf(settings));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { settings, values: step.value, bands: recorded.bands };
}

test('the recorded sampler is told with its fault, and those who notice are named', () => {
  expect(faultsTold(start)).toEqual(['modes 1.40 times as wide as they should be']);
  const words = narrate(recorded);
  expect(words).toContain('Modes 1.40 times as wide');
  for (const name of noticing(recorded)) expect(words).toContain(titles[name]);
  expect(noticing(recorded)).not.toContain('frechet');
});

test('a mended sampler is perfect, and copies are noticed by two metrics', () => {
  expect(narrate(reading({}))).toContain('A perfect sampler.');
  const copies = reading({ copies: 1 });
  expect(noticing(copies)).toEqual(['nearest', 'closer']);
  expect(narrate(copies)).toContain('Noticed by 2 of 14');
});

test('against their own training set copies are said to be better than perfect', () => {
  const own = reading({ copies: 1, reference: 'train' });
  expect(own.values.frechet).toBeCloseTo(0, 9);
  expect(narrate(own)).toContain('better than perfect');
  expect(marks(own)['frechet']).toBe('0.000000');
});

test('faults keep the other random numbers: the same seed without copies differs in the copies alone', () => {
  const [plain, half] = [setsOf({ ...start, copies: 0 }), setsOf({ ...start, copies: 0.5 })];
  expect([...half.samples.subarray(start.n)]).toEqual([...plain.samples.subarray(start.n)]);
  expect([...half.samples.subarray(0, start.n)]).toEqual([...half.train.subarray(0, start.n)]);
});

test('every metric has a row with its name and its value, loud ones marked', () => {
  const above = paintMeters(new SvgPen('x'), 400, 400, fallbackTheme, recorded);
  for (const name of batteryNames) {
    expect(above).toContain(titles[name]);
    expect(above).toContain(valueText(name, recorded.values[name]));
    expect(describe(recorded)).toContain(titles[name]);
  }
  expect(above.match(/ loud"/g)).toHaveLength(2 * noticing(recorded).length);
});

test('values are written as a reader expects them', () => {
  expect([valueText('hq', 0.98765), valueText('mmd', -0.00123), valueText('modes', 8), valueText('swd', NaN)]).toEqual([
    '98.8 %',
    '−0.0012',
    '8',
    '–',
  ]);
});
