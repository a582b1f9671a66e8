/** Build time only: the race as it is before the first touch, without JavaScript, and in print. Run while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { describe, type Told } from './narrate.ts';
import { paintErrors, paintPlane, paintQuality } from './pictures.ts';
import { walkPaths } from './paths.ts';
import { bandKey, emptyMemory, race, resultsOf, type Memory } from './race.ts';
import { evaluationsOf, followsFlow, shownExponent, solverNames, start, titles, type SolverName } from './scene.ts';
import { freeze } from './store.ts';

export const firstMetric = 'hq';

let finished: Memory | null = null;

/** The whole race with the figure's own settings; run once for all that speak of it. */
export function finishedRace(): Memory {
  if (finished) return finished;
  finished = emptyMemory();
  for (const progress of race(start, finished)) void progress;
  return finished;
}

export function stillLife() {
  const memory = finishedRace();
  const evaluations = evaluationsOf(shownExponent);
  const results = resultsOf(start, memory);
  const band = memory.bands.get(bandKey(start))!;
  const paths = [...walkPaths(start, evaluations)].at(-1)!;
  const told: Told = { settings: start, metric: firstMetric, evaluations, results, band, progress: 1 };
  const svg = stills('r');
  const plane = (solver: SolverName) =>
    svg(solver, 180, 180, `Forty points on their ways through ${titles[solver]}, ${evaluations} evaluations.`, (pen) =>
      paintPlane(pen, 180, 180, cssTheme, {
        settings: start,
        solver,
        paths,
        travelled: 1,
        follows: followsFlow(solver, start),
      }),
    );
  return {
    told,
    frozen: freeze(memory),
    planes: Object.fromEntries(solverNames.map((name) => [name, plane(name)])) as Record<SolverName, string>,
    errors: svg('errors', 416, 260, `Median error over evaluations. ${describe(told)}`, (pen) =>
      paintErrors(pen, 416, 260, cssTheme, results, evaluations),
    ),
    quality: svg('quality', 416, 260, `Quality over evaluations. ${describe(told)}`, (pen) =>
      paintQuality(pen, 416, 260, cssTheme, results, firstMetric, band, evaluations),
    ),
  };
}
