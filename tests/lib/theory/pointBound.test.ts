import { expect, test } from 'vitest';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { gaussianBoundGap } from '../../../src/lib/theory/bound.ts';
import { pointBound } from '../../../src/lib/theory/pointBound.ts';

test('averaged over the data, exceeds its entropy by the gap that bound.ts derives from variances', () => {
  const schedule = createSchedule('linear', 50);
  const variance = 0.25;
  for (const choice of ['beta', 'betaTilde'] as const) {
    // each term is a + b x_0^2: E over N(0, v) is its value at x_0^2 = v
    const { total } = pointBound(schedule, Math.sqrt(variance), variance, choice);
    const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * variance);
    expect(total - entropy).toBeCloseTo(gaussianBoundGap(schedule, variance, choice).total, 10);
  }
});

test('gaps of 1.99 nats with betaTilde and .022 with beta at T = 50', () => {
  const schedule = createSchedule('linear', 50);
  const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.25);
  expect(pointBound(schedule, 0.5, 0.25, 'betaTilde').total - entropy).toBeCloseTo(1.99, 2);
  expect(pointBound(schedule, 0.5, 0.25, 'beta').total - entropy).toBeCloseTo(0.022, 3);
});

test('its parts sum to the whole', () => {
  const { prior, steps, reconstruction, total } = pointBound(createSchedule('linear', 20), 1, 0.25, 'beta');
  expect(steps).toHaveLength(19);
  expect(steps.reduce((a, b) => a + b, prior + reconstruction)).toBeCloseTo(total, 12);
});
