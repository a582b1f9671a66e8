/** Build time only: the picture before the first touch, without JavaScript, and in print. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { describe } from './narrate.ts';
import { paintLine, paintSweep } from './pictures.ts';
import { measure, start, sweep } from './scene.ts';

export function stillLife() {
  const measured = measure(start);
  let found = sweep(start).next().value;
  for (found of sweep(start));
  const svg = stills('w');
  const line = (name: string, width: number) =>
    svg(
      name,
      width,
      400,
      describe(measured),
      (pen) => paintLine(pen, width, 400, cssTheme, measured, 'kl'),
      `for-${name}`,
    );
  const chart = (which: 'bounded' | 'unbounded', label: string) =>
    svg(which, 416, 216, label, (pen) => paintSweep(pen, 416, 216, cssTheme, which, found, measured));
  return {
    measured,
    line: line('wide', 860) + line('narrow', 344),
    bounded: chart('bounded', 'JS and TV over the distance of the centres: both flatten out at their bounds.'),
    unbounded: chart('unbounded', 'KL both ways and W over the distance of the centres: they keep growing.'),
  };
}
