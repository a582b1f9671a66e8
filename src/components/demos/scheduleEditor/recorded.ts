/** Build time only: the picture before the first touch, without JavaScript, and in print. The run is made while the page is built. */
import type { Pen } from '../../../lib/plot/pen.ts';
import { cssTheme, type Theme } from '../../../lib/plot/theme.ts';
import { createRng } from '../../../lib/random.ts';
import { stills } from '../still.ts';
import { describe, tell } from './narrate.ts';
import { paintLevels, paintSamples, paintSignal, paintStart, paintWeights } from './pictures.ts';
import { dataNames, lawOf, perfectBands, Run, start, type Bands, type DataName } from './scene.ts';

/** The bands of all data, the same for every seed of the reader's. */
export const allBands = Object.fromEntries(
  dataNames.map((name) => [name, perfectBands(lawOf(name), createRng(1).fork(`bands of ${name}`))]),
) as Record<DataName, Bands>;

export function finishedRun(): Run {
  const run = new Run(start);
  while (!run.finished) run.advance();
  return run;
}

export function stillLife() {
  const run = finishedRun();
  const told = tell(run, allBands[start.data]);
  type Paint = (pen: Pen, width: number, height: number, theme: Theme, run: Run) => string;
  const still = stills('s');
  const svg = (name: string, width: number, height: number, label: string, paint: Paint) =>
    still(name, width, height, label, (pen) => paint(pen, width, height, cssTheme, run));
  return {
    run,
    told,
    /** For the prose. */
    words: { ...told.score!, shift: told.score!.shift!, bands: told.bands, predicted: told.predicted! },
    levels: svg('levels', 300, 216, `The schedule in log signal-to-noise ratio. ${describe(told)}`, paintLevels),
    signal: svg('signal', 300, 216, 'What is left of the variance of the signal, over time.', paintSignal),
    weights: svg('weights', 300, 216, 'Weights of an error of x0 over time, by what is predicted.', paintWeights),
    start: svg('start', 400, 300, 'Points of the true x_T, and the bell from which sampling starts.', paintStart),
    samples: svg('samples', 400, 300, `Samples over the data. ${describe(told)}`, paintSamples),
  };
}
