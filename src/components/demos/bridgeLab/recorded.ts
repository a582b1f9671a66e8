/** Build time only: the picture before the first touch, without JavaScript, and in print. */
import { SvgPen, type Pen } from '../../../lib/plot/pen.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { gapTable } from './gaps.ts';
import { narrateFlow } from './narrate.ts';
import { paintErrors, paintFlow, paintLanding, type Measured } from './pictures.ts';
import { first, firstErrors, flowOf, guessErrors } from './scene.ts';

const short = (value: number) => Number(value.toPrecision(6));

export function stillLife() {
  const measured: Measured = {
    gaps: gapTable().map(({ T, steps, sum }) => ({ T, steps: steps.map(short), sum: short(sum) })),
    firstErrors: firstErrors().map(short),
    guessErrors: { t: guessErrors().t, error: guessErrors().error.map(short) },
  };
  const shown = flowOf(first);
  const svg = (name: string, width: number, height: number, label: string, paint: (pen: Pen) => string, fit = '') => {
    const pen = new SvgPen(`bl-${name}`);
    const above = paint(pen);
    return `<svg class="recorded ${fit}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${pen.toString()}${above}</svg>`;
  };
  /** A wide page and a narrow one get a picture each. */
  const both = (
    name: string,
    widths: { wide: number; narrow: number },
    height: number,
    label: string,
    paint: (pen: Pen, width: number) => string,
  ) =>
    (['wide', 'narrow'] as const)
      .map((fit) => svg(`${name}-${fit}`, widths[fit], height, label, (pen) => paint(pen, widths[fit]), `for-${fit}`))
      .join('');
  return {
    shown,
    frozen: JSON.stringify(measured),
    main: both(
      'main',
      { wide: 572, narrow: 328 },
      330,
      `Paths from noise to data. ${narrateFlow(shown)}`,
      (pen, width) => paintFlow(pen, width, 330, cssTheme, shown),
    ),
    side: svg('side', 286, 330, 'Where the points land, and the density of the data.', (pen) =>
      paintLanding(pen, 286, 330, cssTheme, shown),
    ),
    below: both(
      'below',
      { wide: 873, narrow: 328 },
      200,
      'Distance to the data over the number of Euler steps.',
      (pen, width) => paintErrors(pen, width, 200, cssTheme, shown, measured),
    ),
  };
}
