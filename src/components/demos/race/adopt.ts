/** Puts a saved run in the place of the present one. If it does not fit, the present one stays. */
import type { Checkpoint } from '../../../lib/session/checkpoint/format.ts';
import type { SessionSnapshot } from '../../../lib/session/types.ts';
import { fromCurves } from './curves.ts';
import type { RaceDriver } from './driver.ts';
import type { History } from './history.ts';
import { openRun } from './opening.ts';
import { otherData } from './ownWords.ts';
import { note } from './readouts.ts';
import { writeSettings } from './settings.ts';

export async function adoptRun(driver: RaceDriver, { snapshot, curves }: Checkpoint): Promise<void> {
  const { figure, next, race, touched } = driver;
  const before = race && !next.mustOpen && driver.step > 0 ? await race.session.snapshot() : null;
  const put = async (saved: SessionSnapshot, history: History | null) => {
    Object.assign(next, { mustOpen: true, saved, history });
    writeSettings(figure, saved.config);
    for (const name of Object.keys(saved.config)) touched.add(name);
    await openRun(driver);
  };
  try {
    await put(snapshot, fromCurves(curves));
  } catch (error) {
    if (before) await put(before, race!.history);
    else {
      Object.assign(next, { mustOpen: true, saved: null });
      driver.race = null;
    }
    figure.state = before ? 'paused' : 'idle';
    throw error;
  }
  figure.state = 'paused';
  const { name } = driver.race!.opened.backend;
  const own = driver.brought(snapshot.config.data);
  const told = [own && curves['own'] && otherData(own, curves['own'])];
  if (name !== snapshot.backend)
    told.push(
      `This run was computed on ${snapshot.backend} and goes on with ${name}: numbers may differ in the last digits.`,
    );
  if (told.some(Boolean)) note(figure, 'messages', told.filter(Boolean).join(' '));
}
