/** Build time only: the picture before the first press, without JavaScript, and in print. */
import { SvgPen, type Pen } from '../../../lib/plot/pen.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { Lab, start } from './lab.ts';
import { describe, narrate } from './narrate.ts';
import { paintGap, paintLine, paintSweep } from './pictures.ts';

export function stillLife() {
  const lab = new Lab(start);
  lab.advance(1000);
  const svg = (name: string, width: number, height: number, label: string, paint: (pen: Pen) => string) => {
    const pen = new SvgPen(`critic-${name}`);
    const above = paint(pen);
    return `<svg class="recorded" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${pen.toString()}${above}</svg>`;
  };
  return {
    lab,
    sentence: narrate(lab),
    line: svg('line', 400, 400, describe(lab), (pen) => paintLine(pen, 400, 400, cssTheme, lab)),
    gap: svg('gap', 416, 196, 'The gap of the critic rises over the steps to twice the distance.', (pen) =>
      paintGap(pen, 416, 196, cssTheme, lab),
    ),
    sweep: svg(
      'sweep',
      416,
      196,
      'The gap in the end over the distance: above the distance, and ever more so.',
      (pen) => paintSweep(pen, 416, 196, cssTheme, lab),
    ),
  };
}
