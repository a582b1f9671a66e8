/** Build time only: the picture before the first touch, without JavaScript, and in print. The run is made while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills, wideAndNarrow } from '../still.ts';
import { estimate, exactLog, keepAccount, startChoice } from './account.ts';
import { describe, narrateAccount, type Told, type ToldAccount } from './narrate.ts';
import { paintAccount, paintGap, paintHistogram, paintPaths, paintPlane } from './pictures.ts';
import { count, limit, start, wholeRun, type Run } from './scene.ts';

let made: Run | null = null;
const recorded = (): Run => (made ??= wholeRun(start));

/** The recorded run in the numbers that the chapter prints. */
export function finished() {
  const { settings, gaps } = recorded();
  return { settings, count, limit, gapAtData: gaps.at(-1)!, worst: Math.max(...gaps) };
}

export function stillLife() {
  const run = recorded();
  const words: Told = { settings: start, t: 0, gap: run.gaps.at(-1)!, limit, worst: Math.max(...run.gaps) };
  const account = keepAccount(startChoice);
  const guess = estimate(account, startChoice, start.seed);
  const told: ToldAccount = {
    choice: startChoice,
    exact: exactLog(startChoice),
    byFlow: account.byFlow[0]!,
    withNormal: account.withNormal,
    estimate: guess.mean[0]!,
    standardError: guess.standardError,
  };
  const shown = { account, upTo: 1, estimate: guess };
  const svg = stills('sf');
  return {
    words,
    told,
    paths: wideAndNarrow(
      svg,
      'paths',
      { wide: 572, narrow: 328 },
      320,
      `Paths from noise to data. ${describe(words)}`,
      (pen, width) => paintPaths(pen, width, 320, cssTheme, { paths: run.paths, t: 0, every: 4 }),
    ),
    histogram: svg('histogram', 286, 320, 'The histogram of the points at time 0 over the exact density.', (pen) =>
      paintHistogram(pen, 286, 320, cssTheme, { run, t: 0 }),
    ),
    gap: wideAndNarrow(
      svg,
      'gap',
      { wide: 873, narrow: 328 },
      160,
      'The largest gap between the law of the points and the exact one, over time.',
      (pen, width) => paintGap(pen, width, 160, cssTheme, { run, t: 0 }),
    ),
    plane: svg('plane', 416, 340, `A curve of the flow from a point to noise. ${narrateAccount(told)}`, (pen) =>
      paintPlane(pen, 416, 340, cssTheme, shown),
    ),
    account: svg('account', 416, 340, 'The log density along the curve: exact, by the flow, and by probes.', (pen) =>
      paintAccount(pen, 416, 340, cssTheme, shown),
    ),
  };
}
