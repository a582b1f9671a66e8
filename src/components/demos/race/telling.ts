/** The numbers of a report and the sentence under the race. */
import type { Progress } from '../../../lib/session/types.ts';
import type { RaceDriver } from './driver.ts';
import { clock } from './format.ts';
import { narrate, sceneOf } from './narrate.ts';
import type { Observed } from './observe.ts';
import { showLoss, showProgress } from './readouts.ts';

export function showReport(driver: RaceDriver, race: Observed, progress: Progress): void {
  race.step = progress.step;
  driver.trained = progress.seconds;
  race.history.add(progress);
  showProgress(driver.figure, progress, race.config.steps);
  showLoss(driver.figure, race.history.losses['ddpm.eps']?.recent(), race.opened.references['ddpm.eps']?.value);
}

/** Says what is happening now, and gives the words back. */
export function tell(driver: RaceDriver, race: Observed): string {
  const ended = driver.figure.state === 'done' ? `Done: ${race.step} steps in ${clock(driver.trained)}. ` : '';
  const sentence = ended + narrate(sceneOf(race));
  driver.say(sentence);
  return sentence;
}
