/** What a race has been through, as plain arrays: saved with a run, drawn again when it goes on. */
import type { MetricName } from '../../../lib/metrics/index.ts';
import { History, LossSeries } from './history.ts';

type Curves = Record<string, Float32Array>;

export function toCurves(history: History): Curves {
  const curves: Curves = {};
  for (const [name, { steps, values }] of Object.entries(history.losses)) {
    curves[`loss/${name}`] = Float32Array.from([...steps, ...values]);
  }
  for (const [model, readings] of Object.entries(history.readings)) {
    const metrics = [...new Set(readings.flatMap(({ values }) => Object.keys(values)))] as MetricName[];
    for (const metric of metrics) {
      const points = readings.flatMap(({ step, seconds, values }) =>
        Number.isFinite(values[metric]) ? [step, seconds, values[metric]!] : [],
      );
      curves[`reading/${model}/${metric}`] = Float32Array.from(points);
    }
  }
  const seconds = Object.entries(history.seconds);
  for (const [model, value] of seconds) curves[`seconds/${model}`] = Float32Array.of(value);
  return curves;
}

/** Whatever the arrays hold, the result can be drawn. */
export function fromCurves(curves: Curves): History {
  const history = new History();
  for (const [path, array] of Object.entries(curves)) {
    const [kind, model = '', metric = ''] = path.split('/');
    const half = array.length / 2;
    if (kind === 'loss' && Number.isInteger(half)) {
      history.losses[model] = LossSeries.from([...array.subarray(0, half)], [...array.subarray(half)]);
    } else if (kind === 'seconds' && array.length === 1) history.seconds[model] = array[0]!;
    else if (kind === 'reading' && array.length % 3 === 0) {
      const readings = (history.readings[model] ??= []);
      for (let i = 0; i < array.length; i += 3) {
        const [step, seconds, value] = array.subarray(i, i + 3) as unknown as [number, number, number];
        let reading = readings.find((each) => each.step === step);
        if (!reading) readings.push((reading = { step, seconds, values: {} }));
        reading.values[metric as MetricName] = value;
      }
      readings.sort((a, b) => a.step - b.step);
    }
  }
  return history;
}
