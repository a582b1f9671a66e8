/** Build time only: the picture before the first press, without JavaScript, and in print. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { narrate } from './narrate.ts';
import { fieldArrows, paintEigenvalues, paintPlane, paintRadius } from './pictures.ts';
import { dampingRange, forecast, startPoint, stepRange, Track, type Forecast, type Setup } from './track.ts';

export const firstSetup: Setup = {
  method: 'simultaneous',
  h: stepRange.start,
  gamma: dampingRange.start,
  start: startPoint,
};

export interface StillLife {
  track: Track;
  ahead: Forecast;
  sentence: string;
  plane: string;
  eigenvalues: string;
  radius: string;
}

/** Two turns of simultaneous steps: enough to see that they do not close. */
export function stillLife(): StillLife {
  const track = new Track(firstSetup);
  track.advance(Math.round((8 * Math.PI) / firstSetup.h));
  const ahead = forecast(firstSetup);
  const svg = stills('dirac');
  return {
    track,
    ahead,
    sentence: narrate(track, ahead),
    plane: svg(
      'plane',
      400,
      400,
      'A path in the plane of theta and psi that winds outwards around the origin.',
      (pen) => paintPlane(pen, 400, 400, cssTheme, track, fieldArrows(firstSetup)),
    ),
    eigenvalues: svg('eigenvalues', 400, 400, 'Two eigenvalues just outside the unit circle, near 1.', (pen) =>
      paintEigenvalues(pen, 400, 400, cssTheme, ahead),
    ),
    radius: svg('radius', 860, 216, 'The distance from the equilibrium grows as the eigenvalues predict.', (pen) =>
      paintRadius(pen, 860, 216, cssTheme, track),
    ),
  };
}
