/** Build time only: the picture before the first press, without JavaScript, and in print. */
import type { Pen } from '../../../lib/plot/pen.ts';
import { cssTheme, type Theme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { Lab, start } from './lab.ts';
import { describe, narrate } from './narrate.ts';
import { paintGap, paintLine, paintSweep } from './pictures.ts';

export function stillLife() {
  const lab = new Lab(start);
  lab.advance(1000);
  const svg = stills('critic');
  /** A wide page and a narrow one get a chart each: a wide one made small could not be read. */
  const both = (
    name: string,
    label: string,
    paint: (pen: Pen, width: number, height: number, theme: Theme, lab: Lab) => string,
  ) =>
    (
      [
        ['wide', 416, 196],
        ['narrow', 328, 228],
      ] as const
    )
      .map(([fit, width, height]) =>
        svg(`${name}-${fit}`, width, height, label, (pen) => paint(pen, width, height, cssTheme, lab), `for-${fit}`),
      )
      .join('');
  return {
    lab,
    sentence: narrate(lab),
    line: svg('line', 400, 400, describe(lab), (pen) => paintLine(pen, 400, 400, cssTheme, lab)),
    gap: both('gap', 'The gap of the critic rises over the steps to twice the distance.', paintGap),
    sweep: both('sweep', 'The gap in the end over the distance: above the distance, and ever more so.', paintSweep),
  };
}
