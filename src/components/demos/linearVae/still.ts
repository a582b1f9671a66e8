/** Build time only: the picture before the first touch, without JavaScript, and in print. The run is made while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { Fit, start } from './fit.ts';
import { describe, narrate } from './narrate.ts';
import { paintColumns, paintGaps, paintLadder, paintPlane, paintVariances } from './pictures.ts';

/** A run with the figure's own settings to its end. */
export function finishedFit(): Fit {
  const fit = new Fit(start);
  while (!fit.done) fit.advance();
  return fit;
}

export function stillLife() {
  const fit = finishedFit();
  const svg = stills('v');
  return {
    fit,
    sentence: narrate(fit),
    plane: svg('plane', 400, 400, `Data and columns of the decoder. ${describe(fit)}`, (pen) =>
      paintPlane(pen, 400, 400, cssTheme, fit),
    ),
    columns: svg('columns', 400, 400, 'The entries of W along the principal directions.', (pen) =>
      paintColumns(pen, 400, 400, cssTheme, fit),
    ),
    ladder: [330, 840]
      .map((width, i) =>
        svg(
          'ladder',
          width,
          66,
          `From the bound to the best likelihood. ${describe(fit)}`,
          (pen) => paintLadder(pen, width, 66, cssTheme, fit),
          ['for-narrow', 'for-wide'][i],
        ),
      )
      .join(''),
    gaps: svg('gaps', 416, 216, 'The gaps of encoder, diagonal shape and decoder over the steps.', (pen) =>
      paintGaps(pen, 416, 216, cssTheme, fit),
    ),
    variances: svg('variances', 416, 216, 'Variance of data and model along the principal directions.', (pen) =>
      paintVariances(pen, 416, 216, cssTheme, fit),
    ),
  };
}
