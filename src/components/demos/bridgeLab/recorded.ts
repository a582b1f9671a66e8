/** Build time only: the picture before the first touch, without JavaScript, and in print. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills, wideAndNarrow } from '../still.ts';
import { gapTable } from './gaps.ts';
import { narrateFlow } from './narrate.ts';
import { paintErrors, paintFlow, paintLanding } from './flowPictures.ts';
import type { Measured } from './frames.ts';
import { first, firstErrors, flowOf, guessErrors } from './scene.ts';

const short = (value: number) => Number(value.toPrecision(6));

export function stillLife() {
  const measured: Measured = {
    gaps: gapTable().map(({ T, steps, sum }) => ({ T, steps: steps.map(short), sum: short(sum) })),
    firstErrors: firstErrors().map(short),
    guessErrors: { t: guessErrors().t, error: guessErrors().error.map(short) },
  };
  const shown = flowOf(first);
  const svg = stills('bl');
  return {
    shown,
    frozen: JSON.stringify(measured),
    main: wideAndNarrow(
      svg,
      'main',
      { wide: 572, narrow: 328 },
      330,
      `Paths from noise to data. ${narrateFlow(shown)}`,
      (pen, width) => paintFlow(pen, width, 330, cssTheme, shown),
    ),
    side: svg('side', 286, 330, 'Where the points land, and the density of the data.', (pen) =>
      paintLanding(pen, 286, 330, cssTheme, shown),
    ),
    below: wideAndNarrow(
      svg,
      'below',
      { wide: 873, narrow: 328 },
      200,
      'Distance to the data over the number of Euler steps.',
      (pen, width) => paintErrors(pen, width, 200, cssTheme, shown, measured),
    ),
  };
}
