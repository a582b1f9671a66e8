/** The race after a fault: what was survived is told; what was not is offered to be mended. */
import { faultOf } from '../../../lib/faults.ts';
import { lastSnapshot, type Recovery } from '../../../lib/session/client.ts';
import { write } from '../../controls/controls.ts';
import { divergence, easedSentence, halvedRates, recoverySentence } from '../mend.ts';
import type { RaceDriver } from './driver.ts';
import { note, showBackend, showStep } from './readouts.ts';

/** The engine or the worker failed and was replaced: the run goes on from an earlier step, perhaps with a smaller batch. */
export function showRecovery({ race, figure }: RaceDriver, recovery: Recovery): void {
  if (!race) return;
  const { sentence, step, opened } = recovery;
  race.opened.backend = opened.backend;
  race.step = step;
  race.history.rewind(step);
  const { batchSize } = opened.config;
  if (batchSize !== race.config.batchSize) {
    race.config = { ...race.config, batchSize };
    write(figure, 'batchSize', batchSize);
  }
  showStep(figure, step);
  showBackend(figure, opened.backend);
  note(figure, 'messages', recoverySentence(recovery));
  figure.announce(sentence, true);
}

/** Training broke off for good: the next start goes back to the last good step, on request with lower rates. */
export function showFailure(driver: RaceDriver, error: unknown): void {
  const { figure, next } = driver;
  next.mustOpen = true;
  next.saved = lastSnapshot();
  const step = next.saved?.step ?? null;
  figure.fail(faultOf(error) === 'NotFinite' ? divergence(error, step, () => ease(driver, step)) : error);
}

/** Goes on with half the learning rates. They are the form's: a run from the seed has them too. */
async function ease(driver: RaceDriver, step: number | null): Promise<void> {
  const { figure, race, touched } = driver;
  const rates = halvedRates(driver.config, Object.keys(race?.opened.models ?? {}));
  for (const [name, rate] of Object.entries(rates)) {
    write(figure, name, rate);
    touched.add(name);
  }
  await driver.play();
  const sentence = easedSentence(rates, step);
  note(figure, 'messages', sentence);
  figure.announce(sentence, true);
}
