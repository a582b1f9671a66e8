/** Build time only: the picture before the first touch, without JavaScript, and in print. */
import { cssTheme } from '../../../lib/plot/theme.ts';
import type { GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';
import { stills } from '../still.ts';
import { Flow, type FlowHistory } from './flow.ts';
import { describe } from './narrate.ts';
import { paintHistory, paintPlane, paintPulls } from './pictures.ts';
import { fairJs, measure, start, sweep } from './scene.ts';

export const startLoss: GeneratorLoss = 'nonSaturating';

/** What a release under this loss would measure, D keeping up. */
function flown(loss: GeneratorLoss): FlowHistory {
  const flow = new Flow(measure(start), loss, 'best');
  while (!flow.over) {
    flow.step();
    if (flow.steps % 10 === 0) flow.look();
  }
  return flow.history;
}

export function stillLife() {
  const still = measure(start);
  let found = sweep(start).next().value;
  for (found of sweep(start));
  const runs = { saturating: flown('saturating'), nonSaturating: flown('nonSaturating'), logit: flown('logit') };
  const svg = stills('sd');
  const { scene, samples: x, plane, arrows, pulls } = still;
  const view = { scene, loss: startLoss, x, plane, arrows, handle: [scene.cx, scene.cy] as const };
  return {
    still,
    plane: svg('plane', 430, 430, describe({ loss: startLoss, pulls }), (pen) =>
      paintPlane(pen, 430, 430, cssTheme, view, true),
    ),
    pulls: svg(
      'pulls',
      416,
      216,
      'Mean pull on the samples over the quality of G: the saturating loss pulls least where G is worst.',
      (pen) => paintPulls(pen, 416, 216, cssTheme, found, { quality: scene.quality, means: pulls.means }),
    ),
    history: svg(
      'history',
      416,
      216,
      'JS divergence of released samples over time: it falls fast under the logit and the non-saturating loss, slowly under the saturating one.',
      (pen) => paintHistory(pen, 416, 216, cssTheme, runs, startLoss, fairJs(scene.seed)),
    ),
  };
}
