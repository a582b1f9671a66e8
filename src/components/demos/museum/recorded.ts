/** Build time only: an exhibit's whole run with the fault, for the page without a press, without JavaScript, and in print. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { startSeed, type Exhibit } from './exhibit.ts';
import { paintCurves, paintSamples, type Runs } from './pictures.ts';

export function stillLife(exhibit: Exhibit) {
  const runs: Runs = { planted: [...exhibit.run(startSeed, true)], sound: [] };
  const still = stills(exhibit.id);
  const svg = (name: string, width: number, height: number, paint: typeof paintCurves) =>
    still(name, width, height, exhibit.alt, (pen) => paint(pen, width, height, cssTheme, exhibit, runs));
  return {
    last: runs.planted.at(-1)!,
    // Two pictures beside each other have half the width each.
    curves: svg('curves', exhibit.picture ? 312 : 416, 240, paintCurves),
    samples: exhibit.picture ? svg('samples', 312, 240, paintSamples) : null,
  };
}
