/** The panel for a reader's own data before it is opened: its code comes when it is. */
import { isOwnName } from '../../../lib/data/index.ts';
import { field, read, write } from '../../controls/controls.ts';
import type { RaceDriver } from './driver.ts';

export function wakeOwnData(driver: RaceDriver): void {
  const { figure } = driver;
  const panel = figure.piece<HTMLDetailsElement>('own');
  if (!panel) return;
  let loaded = false;
  const load = () => {
    if (!panel.open || loaded) return;
    loaded = true;
    import('./ownData.ts').then(
      ({ bindOwnData }) => bindOwnData(driver, panel),
      (error: unknown) => {
        loaded = false;
        figure.fail(error);
      },
    );
  };
  panel.addEventListener('toggle', load, { signal: figure.signal });
  load();
}

/** Own data were chosen in the list that are not there yet: shows the panel, and nothing else changes. */
export function choosesOwn(driver: RaceDriver): boolean {
  const { figure, own } = driver;
  const name = String(read(figure, 'data'));
  if (!isOwnName(name) || own[name]) return false;
  write(figure, 'data', figure.dataset.set ?? 'ring');
  const panel = figure.piece<HTMLDetailsElement>('own');
  const way = panel?.querySelector<HTMLInputElement>(`input[type="radio"][value="${name}"]`);
  if (!panel || !way) return true;
  panel.open = true;
  way.checked = true;
  way.dispatchEvent(new Event('change', { bubbles: true }));
  way.focus();
  return true;
}

/** The list of data sets calls what is there by its name. */
export function nameInList({ figure }: Pick<RaceDriver, 'figure'>, name: string, title: string): void {
  const list = field(figure, 'data') as HTMLSelectElement | null;
  const option = [...(list?.options ?? [])].find(({ value }) => value === name);
  if (option) option.textContent = title;
}
