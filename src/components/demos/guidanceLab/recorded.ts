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
  const svg = (name: string, width: number, label: string, paint: (pen: Pen) => string) => {
    const pen = new SvgPen(`gl-${name}`);
    const above = paint(pen);
    return `<svg class="recorded" viewBox="0 0 ${width} 300" role="img" aria-label="${label}">${pen.toString()}${above}</svg>`;
  };
  return {
    told,
    laws: svg('laws', 416, `Histograms of guided samples. ${describe(told)}`, (pen) =>
      paintLaws(pen, 416, 300, cssTheme, { settings: start, drawn }),
    ),
    chart: svg(
      'chart',
      416,
      'The variance of guided samples over gamma, for the ODE, the SDE and the tilted law.',
      (pen) => paintChart(pen, 416, 300, cssTheme, told),
    ),
  };
}
