/** What the race's controls do. */
import type { Config } from '../../../lib/experiments/config.ts';
import { checked, field, onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Against } from './charts.ts';
import { levelAt } from './diffusionView.ts';
import type { RaceDriver } from './driver.ts';
import type { LookName } from './looks.ts';
import { shownLevel, updateExactField } from './observe.ts';
import { choosesOwn } from './ownPanel.ts';
import { suggest } from './setup.ts';
import { note } from './readouts.ts';
import {
  isLive,
  isSetting,
  pendingSentence,
  pendingSettings,
  readBackend,
  readSettings,
  settingTitles,
} from './settings.ts';

/** The look that a layer needs before it can be drawn. */
const looksOf: Record<string, LookName> = {
  'gan.best': 'D',
  'ddpm.field': 'field',
  'ddpm.exact': 'field',
  'gan.force': 'force',
};

export function bindControls(driver: RaceDriver): void {
  const { figure } = driver;
  const { signal } = figure;
  const guarded = (action: () => Promise<unknown>) => () => void action().catch((error: unknown) => figure.fail(error));
  figure.piece('step')?.addEventListener(
    'click',
    guarded(() => driver.stepOnce()),
    { signal },
  );
  figure.piece('reset')?.addEventListener(
    'click',
    guarded(() => driver.reset()),
    { signal },
  );
  figure.piece('stop-looking')?.addEventListener(
    'click',
    guarded(() => driver.stopLooking()),
    { signal },
  );
  figure.piece('travel')?.addEventListener('click', () => travel(driver), { signal });
  figure.addEventListener(
    'statechange',
    () =>
      figure.state === 'error' &&
      driver.say(driver.step > 0 ? `Stopped at step ${driver.step}.` : 'Nothing is running.'),
    { signal },
  );
  figure.addEventListener('reading', (event) => figure.announce((event as CustomEvent<string>).detail, true), {
    signal,
  });
  figure.addEventListener('opened', () => syncSliders(driver), { signal });
  onChange(
    figure,
    (name, final) => {
      if (name === 'scrub') return scrub(driver, Number(read(figure, 'scrub')));
      if (name === 'fieldT') return chooseLevel(driver, Number(read(figure, 'fieldT')));
      if (!final) return;
      if (name === 'against') {
        driver.against = read(figure, 'against') as Against;
        return driver.draw();
      }
      if (name === 'slow') return void driver.session?.pause(); // the loop goes on in the other gait
      if (name.includes('.')) {
        driver.draw();
        const look = looksOf[name];
        if (look && checked(figure, name)) void driver.look(look).then(() => driver.draw());
        return;
      }
      if (isSetting(name) || name === 'backend') setting(driver, name);
    },
    signal,
  );
}

/** A setting changed: at once if a running model can take it, else a sentence that it waits for Reset. */
function setting(driver: RaceDriver, name: string): void {
  const { figure } = driver;
  if (name === 'data' && choosesOwn(driver)) return;
  const settings = readSettings(figure);
  driver.touched.add(name);
  let message = '';
  if (name === 'data' && suggest(driver, settings.data!)) {
    message = 'This data set brings its own numbers for what you have not set yourself. ';
  }
  if (isSetting(name) && field(figure, name)?.getAttribute('type') === 'number') {
    const value = settings[name];
    if (value !== undefined) write(figure, name, value); // shows the limit where one was passed
  }
  if (isSetting(name) && isLive(name)) {
    void driver.change({ [name]: settings[name] } as Partial<Config>).catch((error: unknown) => figure.fail(error));
    if (name === 'sampler' || name === 'samplerSteps' || name === 'eta') void driver.look('ddpm', 'ddpmMetrics');
    if (name === 'loss') void driver.look('D', 'force');
    note(figure, 'messages', '');
    return;
  }
  if (driver.step === 0 && !driver.training) {
    driver.prepare();
    note(figure, 'messages', message.trim());
    return;
  }
  const waiting: string[] = pendingSettings(readSettings(figure), driver.config).map((key) => settingTitles[key]);
  if (readBackend(figure) !== driver.openedBackend) waiting.push('the backend');
  note(figure, 'pending', waiting.length > 0 ? message + pendingSentence(waiting) : '');
  figure.piece('reset')?.classList.toggle('is-wanted', waiting.length > 0);
}

/** Moves the samples along their way from noise (0) to data (100). */
export function scrub(driver: RaceDriver, percent: number): void {
  const { race, figure } = driver;
  write(figure, 'scrub', percent);
  if (!race) return;
  const { ddpm } = race.scene;
  ddpm.at = (percent / 100) * Math.max(0, ddpm.frames.length - 1);
  writeText(figure, 'scrub', percent >= 100 ? 'data' : `t = ${Math.round(levelAt(ddpm.frames, ddpm.at))}`);
  showLevel(driver);
  driver.draw();
}

function chooseLevel(driver: RaceDriver, t: number): void {
  const { race } = driver;
  if (!race) return writeText(driver.figure, 'fieldT', `t = ${t}`);
  race.fieldT = t;
  if (race.scene.ddpm.at < race.scene.ddpm.frames.length - 1)
    scrub(driver, 100); // the field is the reader's again
  else showLevel(driver);
  driver.draw();
}

/** The field follows the level that is shown. */
function showLevel(driver: RaceDriver): void {
  const { race, figure } = driver;
  if (!race) return;
  const level = shownLevel(race);
  writeText(figure, 'fieldT', `t = ${level}`);
  write(figure, 'fieldT', level);
  updateExactField(race);
  if (checked(figure, 'ddpm.field')) void driver.look('field');
}

function syncSliders(driver: RaceDriver): void {
  const { race, figure } = driver;
  const slider = field(figure, 'fieldT') as HTMLInputElement | null;
  if (!race || !slider) return;
  slider.max = String(race.config.T);
  write(figure, 'fieldT', race.fieldT);
  writeText(figure, 'fieldT', `t = ${race.fieldT}`);
  write(figure, 'scrub', 100);
  writeText(figure, 'scrub', 'data');
}

const journeys = new WeakMap<RaceDriver, number>();

/** Plays the way from noise to data once, in three seconds; in eight still pictures where motion is not wanted. */
function travel(driver: RaceDriver): void {
  const { figure } = driver;
  const run = (journeys.get(driver) ?? 0) + 1;
  journeys.set(driver, run);
  const start = performance.now();
  const still = figure.reducedMotion;
  const tick = () => {
    if (figure.signal.aborted || journeys.get(driver) !== run) return;
    const done = Math.min(1, (performance.now() - start) / 3000);
    const eased = done < 0.5 ? 2 * done * done : 1 - 2 * (1 - done) ** 2;
    scrub(driver, 100 * (still ? Math.floor(8 * done) / 8 : eased));
    if (done < 1) still ? setTimeout(tick, 375) : requestAnimationFrame(tick);
  };
  tick();
}
