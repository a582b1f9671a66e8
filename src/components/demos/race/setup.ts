/** The race before it trains: the form, what the address asks for, and a picture of the data. */
import type { Config } from '../../../lib/experiments/config.ts';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import { createRng } from '../../../lib/random.ts';
import { field, write } from '../../controls/controls.ts';
import type { RaceDriver } from './driver.ts';
import { datasetOf } from './opening.ts';
import { emptyScene, shownData } from './picture.ts';
import { note } from './readouts.ts';
import { readSettings, writeSettings } from './settings.ts';

/** A setup from the page's address: written into the form, with a sentence for each thing that was not understood. */
export function applyQuery(driver: RaceDriver, search: string): void {
  const { figure, touched } = driver;
  const { config, backend, messages } = parseQuery(search);
  if (config.data) suggest(driver, config.data);
  writeSettings(figure, config);
  for (const name of Object.keys(config)) touched.add(name);
  write(figure, 'backend', backend);
  note(figure, 'messages', messages.join(' '));
  prepare(driver);
}

/** Writes a data set's own numbers into the controls that the reader has not touched. Returns whether any changed. */
export function suggest({ figure, touched }: RaceDriver, data: Config['data']): boolean {
  const text = () => JSON.stringify({ ...readSettings(figure), data });
  const before = text();
  const own = Object.entries(resolveConfig(experiments[data])).filter(([name]) => !touched.has(name));
  writeSettings(figure, Object.fromEntries(own) as Partial<Config>);
  write(figure, 'data', data);
  const budget = field(figure, 'budget');
  if (budget) budget.disabled = experiments[data as 'ring'].config.net === 'conv'; // its channels say how large it is
  return text() !== before;
}

/** Before anything is trained: the data of the chosen setup, exactly. */
export function prepare(driver: RaceDriver): void {
  const { figure, picture, wanted } = driver;
  const { data, seed } = wanted;
  figure.dataset.seed = String(seed);
  figure.dataset.set = data;
  if (!picture.live && data === figure.dataset.recorded) return; // the recorded run shows this very data set
  driver.dataset = datasetOf(driver, data);
  driver.shape(driver.dataset?.kind ?? 'images');
  picture.scene = emptyScene(
    driver.dataset ?? { kind: 'images', dim: 64, extent: 1 },
    driver.dataset?.sample(shownData, createRng(seed).fork('figure')) ?? new Float32Array(0),
  );
  picture.goLive();
  picture.draw();
}
