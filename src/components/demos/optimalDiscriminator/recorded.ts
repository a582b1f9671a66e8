/** Build time only: the picture before the first press, without JavaScript, and in print. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../lib/experiments/config.ts';
import { separationRange } from '../../../lib/experiments/pair.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { exactGame, readBelief, type Belief, type Game, type Reading } from './game.ts';
import { paintChart, paintDensities, paintPulls, pullCurves, valueChart, type ValueHistory } from './pictures.ts';

/** What `cli/record-discriminator.ts` writes. */
export interface RecordedDiscriminator {
  config: Config;
  backend: string;
  seconds: number;
  steps: number;
  batches: { steps: number[]; values: number[] };
  exact: { steps: number[]; values: number[] };
  belief: { logit: number[]; saturating: number[]; nonSaturating: number[] };
}

export function readRecorded(): RecordedDiscriminator | null {
  const file = join(process.cwd(), 'public/runs/discriminator.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RecordedDiscriminator) : null;
}

export interface StillLife {
  game: Game;
  reading: Reading | null;
  /** The upper plot for wide and for narrow places. */
  wide: string;
  narrow: string;
  value: string;
  pulls: string;
}

export function stillLife(recorded: RecordedDiscriminator | null): StillLife {
  const game = exactGame(recorded?.config.separation ?? separationRange.start);
  const belief: Belief | null = recorded && {
    logit: Float32Array.from(recorded.belief.logit),
    saturating: Float32Array.from(recorded.belief.saturating),
    nonSaturating: Float32Array.from(recorded.belief.nonSaturating),
  };
  const reading = belief && readBelief(belief, game);
  const steps = recorded?.steps ?? 3000;
  const none = { steps: [], values: [] };
  const history: ValueHistory = {
    batches: recorded?.batches ?? none,
    exact: recorded?.exact ?? none,
    ceilings: [{ step: 0, value: game.ceiling }],
    steps,
  };
  const svg = stills('d');
  const trained = recorded ? `, and a discriminator trained for ${steps} steps` : '';
  const label = `Two densities on a line, the best discriminator between them${trained}.`;
  return {
    game,
    reading,
    wide: svg('wide', 860, 340, label, (pen) => paintDensities(pen, 860, 340, cssTheme, game, belief), 'for-wide'),
    narrow: svg(
      'narrow',
      344,
      300,
      label,
      (pen) => paintDensities(pen, 344, 300, cssTheme, game, belief),
      'for-narrow',
    ),
    value: svg(
      'value',
      416,
      216,
      `The value of the discriminator over the steps and its ceiling ${game.ceiling.toFixed(3)}.`,
      (pen) => paintChart(pen, 416, 216, valueChart(history, cssTheme)),
    ),
    pulls: svg(
      'pulls',
      416,
      216,
      'The mean pull on samples of q against the distance of the centres, under both losses.',
      (pen) => paintPulls(pen, 416, 216, cssTheme, pullCurves(), game, reading),
    ),
  };
}
