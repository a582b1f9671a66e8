/** Makes sure that the page's session holds this race, opened and (if it was interrupted) restored. */
import { missingOwn } from '../../../lib/data/any.ts';
import { createDataset, isOwnName, type Dataset } from '../../../lib/data/index.ts';
import type { Config } from '../../../lib/experiments/config.ts';
import { claim } from '../../../lib/session/client.ts';
import type { SessionSnapshot } from '../../../lib/session/types.ts';
import { panelsFor } from './charts.ts';
import type { RaceDriver } from './driver.ts';
import { History } from './history.ts';
import { Looks } from './looks.ts';
import { createLooks, observe } from './observe.ts';
import { note, showBackend, showStart, showStep } from './readouts.ts';
import { liveSettings, readBackend } from './settings.ts';
import { tell } from './telling.ts';

/** What the next opening takes up. */
export interface Next {
  /** The session does not hold this race, or not any more. */
  mustOpen: boolean;
  saved: SessionSnapshot | null;
  /** What a saved run has been through: drawn again when it is opened. */
  history: History | null;
}

/** @throws BadInput if the run learns from data of the reader's that are not here: before anything is given up for it. */
export function demandOwn({ own }: Pick<RaceDriver, 'own'>, { data }: Pick<Config, 'data'>): void {
  if (isOwnName(data) && !own[data]) throw missingOwn(data);
}

/** The data set on the page's side: what is not drawn from it comes from the session. Null for the digits, which are a file. */
export function datasetOf(driver: RaceDriver, name: Config['data']): Dataset | null {
  if (name === 'digits') return null;
  return isOwnName(name) ? (driver.brought(name)?.dataset ?? null) : createDataset(name);
}

export async function openRun(driver: RaceDriver): Promise<void> {
  const { figure, next, picture } = driver;
  if (next.mustOpen) demandOwn(driver, next.saved?.config ?? driver.wanted);
  const { session, fresh } = await claim(driver);
  if (!fresh && !next.mustOpen) return;
  const { saved } = next;
  const wanted = saved ? { ...saved.config, ...liveSettings(driver.wanted) } : driver.wanted;
  const backend = readBackend(figure);
  const same = saved && backend === 'auto' ? saved.backend : backend; // where it goes on bit for bit
  figure.state = 'loading';
  driver.say(backend === 'auto' ? 'Loading, and timing one step of each engine on this machine.' : 'Loading.');
  figure.announce('Loading.', true);
  const own = driver.brought(wanted.data);
  const assets = new URL(figure.dataset.base ?? '/', location.href).href;
  const opened = await session.open({
    experiment: wanted.data as 'ring',
    config: wanted,
    backend: same,
    assets,
    ...(own && { own: own.own }),
  });
  next.mustOpen = false;
  driver.openedBackend = backend;
  driver.dataset = datasetOf(driver, opened.config.data);
  const history = next.history ?? (saved && driver.race?.history) ?? new History();
  next.history = null;
  const race = observe(figure, session, opened, driver.dataset, history);
  driver.race = race;
  picture.scene = race.scene;
  driver.shape(race.scene.kind);
  picture.showPanels(panelsFor(opened.bands).length);
  figure.dataset.set = opened.config.data;
  driver.looks = new Looks(createLooks(race));
  driver.trained = 0;
  showStart(figure, opened);
  showBackend(figure, opened.backend);
  if (saved) note(figure, 'messages', '');
  note(figure, 'pending', '');
  figure.piece('reset')?.classList.remove('is-wanted');
  figure.dispatchEvent(new CustomEvent('opened'));
  if (saved) {
    await session.restore(saved);
    race.step = saved.step;
    showStep(figure, saved.step);
    race.history.rewind(saved.step);
  }
  picture.goLive();
  race.training = true; // or nearly: nobody waits for a thousand steps of a sampler before the first one of training
  await driver.looks.make(0, { all: true, only: ['gan', 'D', 'force', 'ddpm', 'field'] });
  race.training = false;
  driver.draw();
  tell(driver, race);
}
