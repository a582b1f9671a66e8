/** Build time only: an exhibit's whole run with the fault, for the page without a press, without JavaScript, and in print. */
import { SvgPen } from '../../../lib/plot/pen.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { startSeed, type Exhibit } from './exhibit.ts';
import { paintCurves, paintSamples, type Runs } from './pictures.ts';

export function stillLife(exhibit: Exhibit) {
  const runs: Runs = { planted: [...exhibit.run(startSeed, true)], sound: [] };
  const svg = (name: string, width: number, height: number, paint: typeof paintCurves) => {
    const pen = new SvgPen(`${exhibit.id}-${name}`);
    const above = paint(pen, width, height, cssTheme, exhibit, runs);
    return `<svg class="recorded" viewBox="0 0 ${width} ${height}" role="img" aria-label="${exhibit.alt}">${pen.toString()}${above}</svg>`;
  };
  return {
    last: runs.planted.at(-1)!,
    // Two pictures beside each other have half the width each.
    curves: svg('curves', exhibit.picture ? 312 : 416, 240, paintCurves),
    samples: exhibit.picture ? svg('samples', 312, 240, paintSamples) : null,
  };
}
