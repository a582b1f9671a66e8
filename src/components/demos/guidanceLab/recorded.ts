/** Build time only: the picture before the first touch, without JavaScript, and in print. The points are drawn while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills, wideAndNarrow, type Draw } from '../still.ts';
import { describe, type Told } from './narrate.ts';
import { paintChart, paintLaws } from './pictures.ts';
import { start } from './scene.ts';
import { estimates, simulated } from './simulate.ts';

export function stillLife() {
  const drawn = simulated(start);
  const told: Told = { settings: start, measured: estimates(drawn) };
  const still = stills('gl');
  const svg = (name: string, label: string, draw: Draw) =>
    wideAndNarrow(still, name, { wide: 416, narrow: 310 }, 300, label, draw);
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
