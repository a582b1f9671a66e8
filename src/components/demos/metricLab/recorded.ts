/** Build time only: the picture before the first touch, without JavaScript, and in print. Measured while the page is built. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { perfect } from '../../figures/faultStudy.ts';
import { stills } from '../still.ts';
import { paintCloud, paintMeters } from './pictures.ts';
import { measuring, noticing, setsOf, start, type Reading } from './scene.ts';
import { describe } from './words.ts';

export function recordedReading(): Reading {
  const steps = measuring(start, setsOf(start));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { settings: start, values: step.value, bands: perfect };
}

export function stillLife() {
  const reading = recordedReading();
  const svg = stills('m');
  return {
    reading,
    words: { width: start.width, noticed: noticing(reading).length },
    cloud: svg('cloud', 400, 400, 'Samples over real points.', (pen) =>
      paintCloud(pen, 400, 400, cssTheme, start, setsOf(start)),
    ),
    meters: svg('meters', 400, 400, describe(reading), (pen) => paintMeters(pen, 400, 400, cssTheme, reading)),
  };
}
