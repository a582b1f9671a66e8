/** Build time only: the picture before the first press, without JavaScript, and in print. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { lossFloorPerT } from '../../../lib/theory/lossFloor.ts';
import { paintChart } from '../optimalDiscriminator/pictures.ts';
import { LossSeries } from '../race/history.ts';
import { stills } from '../still.ts';
import { average, binMeans, boundTerms, logBins, sum } from './bars.ts';
import { boundLabel, lossLabel } from './labels.ts';
import { narrate } from './narrate.ts';
import { texts } from './numbers.ts';
import { lossChart, paintBars, paintForward, paintReverse } from './pictures.ts';
import { alphaBarAt, clustersOf, count, createCloud, forwardAt, memory, samplingStream, type Setup } from './points.ts';
import { exactReverse } from './reverse.ts';

/** Where the scrubber stands at first: the shape is blurred but can still be told. */
export const startT = 24;
export const startSetup: Setup = { data: 'ring', schedule: 'linear', T: 200, seed: 1 };

interface RecordedRun {
  config: { T: number; schedule: string; seed: number };
  steps: number;
  losses: Record<string, number[]>;
}

/** The race's recorded run trains this very net: its curve is shown until the reader trains. */
function recordedLosses(): { series: LossSeries; steps: number } | null {
  const file = join(process.cwd(), 'public/runs/race-ring.json');
  if (!existsSync(file)) return null;
  const { config, losses, steps } = JSON.parse(readFileSync(file, 'utf8')) as RecordedRun;
  const { T, schedule, seed } = startSetup;
  const values = losses['ddpm.eps'];
  if (!values || config.T !== T || config.schedule !== schedule || config.seed !== seed) return null;
  const series = new LossSeries();
  losses.steps!.forEach((step, i) => series.push(step, values[i]!));
  return { series, steps };
}

export function stillLife() {
  const cloud = createCloud(startSetup);
  const { mixture, schedule } = cloud;
  const { samplerSteps, steps } = resolveConfig(experiments.ring);
  const places = [
    ...exactReverse({ mixture, schedule, sampler: 'ddim', samplerSteps, n: count, rng: samplingStream(startSetup) }),
  ];
  const floor = lossFloorPerT(mixture, schedule.alphasCumprod);
  const terms = boundTerms(schedule, floor);
  const bins = logBins(schedule.T);
  const recorded = recordedLosses();
  const alphaBar = alphaBarAt(schedule, startT);
  const svg = stills('fr');
  const bars = { T: schedule.T, bins, net: null, t: startT };
  const none = { steps: [], values: [], smooth: [] };
  const curve = recorded
    ? { steps: recorded.series.steps, values: recorded.series.values, smooth: recorded.series.smooth() }
    : none;
  return {
    recorded: recorded !== null,
    sentence: narrate({
      t: startT,
      T: schedule.T,
      alphaBar,
      memory: memory(cloud, forwardAt(cloud, startT), startT),
      clusters: clustersOf(cloud),
      led: 'exact',
      training: null,
    }),
    texts: texts({
      t: startT,
      T: schedule.T,
      alphaBar,
      floor,
      net: null,
      step: 0,
      steps,
      ratio: NaN,
      exactNats: sum(terms),
      excessNats: NaN,
      led: 'exact',
    }),
    pictures: {
      forward: svg('forward', 400, 400, `The data at t = ${startT} of the forward process.`, (pen) =>
        paintForward(pen, 400, 400, cssTheme, cloud, startT),
      ),
      reverse: svg('reverse', 400, 400, `Points led back from noise by the exact denoiser, at t = ${startT}.`, (pen) =>
        paintReverse(pen, 400, 400, cssTheme, cloud, places, startT, 'ddim'),
      ),
      loss: svg('loss', 275, 200, 'The floor of the noise loss at each t.', (pen) =>
        paintBars(pen, 275, 200, cssTheme, { ...bars, floor: binMeans(floor, bins), yLabel: lossLabel, top: 1.12 }),
      ),
      bound: svg('bound', 275, 200, 'The terms of the bound at each t, with the exact denoiser.', (pen) =>
        paintBars(pen, 275, 200, cssTheme, { ...bars, floor: binMeans(terms, bins), yLabel: boundLabel }),
      ),
      training: svg(
        'training',
        275,
        200,
        recorded ? 'The noise loss of a recorded training run, and its floor.' : 'The floor of the noise loss.',
        (pen) => paintChart(pen, 275, 200, lossChart(cssTheme, curve, average(floor), recorded?.steps ?? steps)),
      ),
    },
  };
}
