import fc from 'fast-check';
import { expect, it } from 'vitest';
import { History, LossSeries } from '../../../src/components/demos/race/history.ts';

const progress = (step: number, losses: Record<string, number[]>, stepMilliseconds: Record<string, number> = {}) => {
  const length = Object.values(losses)[0]!.length;
  return {
    step,
    seconds: 1,
    stepsPerSecond: 1,
    secondsLeft: 1,
    stepMilliseconds,
    lossSteps: Float32Array.from({ length }, (_, i) => step - length + 1 + i),
    losses: Object.fromEntries(Object.entries(losses).map(([key, values]) => [key, Float32Array.from(values)])),
  };
};

it('a series stays bounded and keeps its mean, however long the run', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40_000 }), (n) => {
      const series = new LossSeries();
      for (let step = 1; step <= n; step++) series.push(step, step);
      expect(series.values.length).toBeLessThanOrEqual(1200);
      expect(series.steps).toEqual(series.values); // the mean of a line over a stretch is the line at its middle
      for (let i = 1; i < series.steps.length; i++) expect(series.steps[i]!).toBeGreaterThan(series.steps[i - 1]!);
    }),
    { numRuns: 20 },
  );
});

it('smoothing leaves a constant alone and follows a line', () => {
  const series = new LossSeries();
  for (let step = 1; step <= 500; step++) series.push(step, 2);
  expect(series.smooth().every((v) => Math.abs(v - 2) < 1e-9)).toBe(true);
});

it('a loss that is no number is not drawn', () => {
  const history = new History();
  history.add(progress(3, { 'gan.d': [1, 1, 1], 'ddpm.eps': [1, NaN, Infinity] }));
  expect(history.losses['ddpm.eps']!.values).toEqual([1]);
});

it('counts the seconds of each model by its own steps', () => {
  const history = new History();
  history.add(progress(100, { 'gan.d': [1] }, { gan: 20, ddpm: 5 }));
  history.add(progress(300, { 'gan.d': [1] }, { gan: 10, ddpm: 5 }));
  expect(history.seconds).toEqual({ gan: 4, ddpm: 1.5 });
});

it('two readings at one step count once, and old ones are not fresh', () => {
  const history = new History();
  history.addReading('gan', 10, { swd: 1 });
  history.addReading('gan', 10, { swd: 2 });
  expect(history.readings.gan).toHaveLength(1);
  expect(history.fresh('gan', 100)).toEqual({ swd: 2 });
  expect(history.fresh('gan', 1000)).toBeNull();
  expect(history.fresh('ddpm', 0)).toBeNull();
});

it('rewinding forgets what came after', () => {
  const history = new History();
  history.add(progress(4, { 'gan.d': [1, 2, 3, NaN] }));
  history.addReading('gan', 2, { swd: 1 });
  history.addReading('gan', 4, { swd: 1 });
  history.rewind(2);
  expect(history.losses['gan.d']!.steps).toEqual([1, 2]);
  expect(history.readings.gan).toHaveLength(1);
});
