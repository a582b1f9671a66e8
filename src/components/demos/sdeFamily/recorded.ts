/** Build time only: the picture before the first touch, without JavaScript, and in print. The run is made while the page is built. */
import { SvgPen, type Pen } from '../../../lib/plot/pen.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
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
  const svg = (name: string, width: number, height: number, label: string, paint: (pen: Pen) => string) => {
    const pen = new SvgPen(`sf-${name}`);
    const above = paint(pen);
    return `<svg class="recorded" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${pen.toString()}${above}</svg>`;
  };
  return {
    words,
    told,
    paths: svg('paths', 560, 320, `Paths from noise to data. ${describe(words)}`, (pen) =>
      paintPaths(pen, 560, 320, cssTheme, { paths: run.paths, t: 0, every: 4 }),
    ),
    histogram: svg('histogram', 280, 320, 'The histogram of the points at time 0 over the exact density.', (pen) =>
      paintHistogram(pen, 280, 320, cssTheme, { run, t: 0 }),
    ),
    gap: svg('gap', 860, 160, 'The largest gap between the law of the points and the exact one, over time.', (pen) =>
      paintGap(pen, 860, 160, cssTheme, { run, t: 0 }),
    ),
    plane: svg('plane', 416, 300, `A curve of the flow from a point to noise. ${narrateAccount(told)}`, (pen) =>
      paintPlane(pen, 416, 300, cssTheme, shown),
    ),
    account: svg('account', 416, 300, 'The log density along the curve: exact, by the flow, and by probes.', (pen) =>
      paintAccount(pen, 416, 300, cssTheme, shown),
    ),
  };
}
