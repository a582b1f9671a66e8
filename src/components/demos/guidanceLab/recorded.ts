/** Build time only: the picture before the first touch, without JavaScript, and in print. The points are drawn while the page is built. */
import { SvgPen, type Pen } from '../../../lib/plot/pen.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { describe, type Told } from './narrate.ts';
import { paintChart, paintLaws } from './pictures.ts';
import { start } from './scene.ts';
import { estimates, simulated } from './simulate.ts';

export function stillLife() {
  const drawn = simulated(start);
  const told: Told = { settings: start, measured: estimates(drawn) };
  /** A wide page and a narrow one get a picture each. */
  const svg = (name: string, label: string, paint: (pen: Pen, width: number) => string) =>
    [
      { fit: 'wide', width: 416 },
      { fit: 'narrow', width: 310 },
    ]
      .map(({ fit, width }) => {
        const pen = new SvgPen(`gl-${name}-${fit}`);
        const above = paint(pen, width);
        return `<svg class="recorded for-${fit}" viewBox="0 0 ${width} 300" role="img" aria-label="${label}">${pen.toString()}${above}</svg>`;
      })
      .join('');
  return {
    told,
    laws: svg('laws', `Histograms of guided samples. ${describe(told)}`, (pen, width) =>
      paintLaws(pen, width, 300, cssTheme, { settings: start, drawn }),
    ),
    chart: svg(
      'chart',
      'The variance of guided samples over gamma, for the ODE, the SDE and the tilted law.',
      (pen, width) => paintChart(pen, width, 300, cssTheme, told),
    ),
  };
}
