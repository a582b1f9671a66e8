/** Build time only: the picture before the first touch, without JavaScript, and in print. The run is made while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { told } from './told.ts';
import { describe } from './narrate.ts';
import { paintPlane, paintShares, paintWidths } from './pictures.ts';
import { annealingSteps, start, Walk } from './scene.ts';

/** A run with the figure's own settings to the end of the annealing. */
export function finishedWalk(): Walk {
  const walk = new Walk(start);
  while (walk.step < annealingSteps) walk.advance();
  return walk;
}

export function stillLife() {
  const walk = finishedWalk();
  const words = told(walk);
  const svg = stills('l');
  const plane = (name: string, x: Float64Array, sigma: number, label: string) =>
    svg(name, 416, 260, label, (pen) =>
      paintPlane(pen, 416, 260, cssTheme, { x, weight: walk.settings.weight, sigma }),
    );
  return {
    walk,
    words,
    plain: plane('plain', walk.plain, 0, `Plain Langevin after ${walk.step} steps. ${describe(words)}`),
    annealed: plane('annealed', walk.annealed, walk.level, `Annealed Langevin after ${walk.step} steps.`),
    shares: svg('shares', 416, 216, 'The part of the points on the right over the steps, plain and annealed.', (pen) =>
      paintShares(pen, 416, 216, cssTheme, walk),
    ),
    widths: svg('widths', 416, 216, 'The variance within a mode over the step size: predicted and measured.', (pen) =>
      paintWidths(pen, 416, 216, cssTheme, walk.settings.step, walk.widths),
    ),
  };
}
