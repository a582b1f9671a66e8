/** Build time only: the picture before the first press, without JavaScript, and in print. */
import { studyOf } from '../../../lib/book/studyMeans.ts';
import { ring } from '../../../lib/data/ring.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { createRng } from '../../../lib/random.ts';
import { stills } from '../still.ts';
import { startArm, stepsOf, titleOf, type Setup } from './arms.ts';
import { narrate, texts } from './narrate.ts';
import { modesOf, plots, type PlotName, type View } from './plots.ts';
import { readModes, targets } from './reading.ts';
import { recordedValues, viewOf } from './studyView.ts';

export const startSetup: Setup = { data: 'ring', arm: startArm, seed: 1 };

const sizes: Record<PlotName, [width: number, height: number]> = {
  samples: [400, 400],
  shares: [400, 400],
  modes: [416, 200],
  hq: [416, 200],
  spread: [416, 200],
  modeKl: [416, 200],
};
/** On a phone the bars are flatter and the charts narrower. */
const narrowSizes: Partial<Record<PlotName, [width: number, height: number]>> = {
  shares: [330, 206],
  modes: [330, 200],
  hq: [330, 200],
  spread: [330, 200],
  modeKl: [330, 200],
};

export function stillLife() {
  const study = viewOf(studyOf('ring'));
  const dataset = ring();
  const K = modesOf(dataset);
  const samples = study.samples[startArm] ?? [];
  const { shares, kept } = readModes(samples, dataset);
  const values = recordedValues(study, startArm);
  const steps = stepsOf(startSetup);
  const view: View = {
    setup: startSetup,
    dataset,
    data: dataset.sample(600, createRng(5)),
    samples,
    shares,
    values,
    counted: kept,
    measured: study.n,
    curves: [],
    readings: [],
    steps,
    study,
    bands: study.bands,
  };
  const panels = plots(() => view);
  const still = stills('mc');
  const pictures = Object.fromEntries(
    (Object.keys(sizes) as PlotName[]).map((name) => {
      const svg = ([width, height]: [width: number, height: number], kind: string) =>
        still(
          name,
          width,
          height,
          panels[name].describe(),
          (pen) => panels[name].paint(pen, width, height, cssTheme),
          kind,
        );
      const narrow = narrowSizes[name];
      return [name, narrow ? svg(narrow, 'for-narrow') + svg(sizes[name], 'for-wide') : svg(sizes[name], '')];
    }),
  ) as Record<PlotName, string>;
  const aim = targets(K, study.n);
  const sentence = narrate({
    title: titleOf(startArm),
    from: 'recorded',
    step: steps,
    steps,
    K,
    values,
    targets: aim,
    most: null,
  });
  return { pictures, sentence, steps, texts: texts(values, aim, K), ceiling: study.ceiling };
}
