/** The panel for a reader's own data: reads what is brought, says what is wrong with it, and hands it to the race. */
import { BadInput, isBadInput } from '../../../lib/data/badInput.ts';
import type { OwnDatasetName } from '../../../lib/data/dataset.ts';
import type { RaceDriver } from './driver.ts';
import { bindPad } from './ownPad.ts';
import { nameInList } from './ownPanel.ts';
import { readDrawing, readImages, readMnistFiles, readPoints, type Reading } from './ownReaders.ts';
import { fetchMnist } from './ownFetch.ts';
import { note } from './readouts.ts';
import { ownWays, pairOf, type Brought } from './ownWords.ts';

export function bindOwnData(driver: RaceDriver, panel: HTMLDetailsElement): void {
  const { figure } = driver;
  const { signal } = figure;
  const part = <E extends HTMLElement>(name: string) => panel.querySelector<E>(`[data-own="${name}"]`);
  const on = (name: string, event: string, action: () => void) =>
    part(name)?.addEventListener(event, action, { signal });
  const filesOf = (name: string) => [...(part<HTMLInputElement>(name)?.files ?? [])];

  let ready: Brought | null = null;
  let work: AbortController | null = null;

  const way = () =>
    (panel.querySelector<HTMLInputElement>('input[name="own.way"]:checked')?.value ?? 'table') as OwnDatasetName;

  function say(text: string, bad = false): void {
    const place = part('told')!;
    place.textContent = text;
    place.classList.toggle('is-bad', bad);
  }
  function offer(brought: Brought | null): void {
    ready = brought;
    part<HTMLButtonElement>('use')!.disabled = !brought && way() !== 'drawing';
  }
  function progress(fraction: number | null, text = ''): void {
    const bar = part<HTMLProgressElement>('progress')!;
    if (fraction === null) bar.removeAttribute('value');
    else bar.value = fraction;
    part('progress-text')!.textContent = text;
  }
  function show(name: string, shown: boolean): void {
    part(name)?.toggleAttribute('hidden', !shown);
  }
  function refuse(error: unknown): void {
    if (work?.signal.aborted) return;
    say(error instanceof Error ? error.message : String(error), true);
    if (!isBadInput(error)) console.info('own data:', error);
  }

  /** One reading at a time: a new one ends the one before. The race under way knows nothing of it. */
  async function take(read: (reading: Reading) => Promise<Brought | null>): Promise<void> {
    work?.abort();
    const mine = (work = new AbortController());
    offer(null);
    say('Reading.');
    progress(null);
    show('busy', true);
    try {
      const brought = await read({ signal: mine.signal, progress });
      if (mine.signal.aborted) return;
      offer(brought);
      say(brought ? [`${brought.title}.`, ...brought.notes].join(' ') : '');
    } catch (error) {
      refuse(error);
    } finally {
      if (work === mine) show('busy', false);
    }
  }

  async function use(): Promise<void> {
    try {
      const brought = way() === 'drawing' ? readDrawing(sketch.ink) : ready;
      if (!brought) return;
      say(`${brought.title}: the race starts from its seed.`);
      nameInList(driver, brought.own.name, brought.title);
      await driver.bring(brought);
      if (!driver.race) driver.say(`Shown is your data. Press Train to run both models on it.`);
      note(figure, 'messages', [`The race is on: ${brought.title}.`, ...brought.notes].join(' '));
    } catch (error) {
      if (isBadInput(error)) refuse(error);
      else figure.fail(error);
    }
  }

  const sketch = bindPad(part<HTMLCanvasElement>('pad')!, (text) => say(text), signal);

  /** The columns of the table that is open: named again when another file comes. */
  let table: File | null = null;
  const axes = ['x', 'y'].map((name) => part<HTMLSelectElement>(name)!);
  async function readTable(columns?: [string, string]): Promise<void> {
    const file = table;
    if (!file) return;
    show('columns', false);
    await take(async (reading) => {
      const { brought, numeric } = await readPoints(file, columns, reading).catch((error: unknown) => {
        show('columns', columns !== undefined); // two that cannot be used together: others may be chosen
        throw error;
      });
      const chosen = columns ?? numeric.slice(0, 2);
      axes.forEach((select, k) => {
        if (!columns) select.replaceChildren(...numeric.map((name) => new Option(name)));
        select.value = chosen[k]!;
      });
      show('columns', true);
      return brought;
    });
  }

  const chosen: { images: File | null; labels: File | null } = { images: null, labels: null };
  function readPair(): void {
    const { images, labels } = chosen;
    if (images && labels) return void take((reading) => readMnistFiles(images, labels, reading));
    offer(null);
    if (images || labels) say(`Now the file of ${images ? 'labels' : 'images'}.`);
  }

  let pictures: File[] = [];
  const side = () => (part<HTMLSelectElement>('side')!.value === '28' ? 28 : 8);
  const readPictures = () => void (pictures.length > 0 && take((reading) => readImages(pictures, side(), reading)));

  /** Files for the way that is shown, chosen or dropped. */
  function bring(files: File[], input?: string): void {
    if (files.length === 0) return;
    if (way() === 'table') {
      table = files[0]!;
      void readTable();
    } else if (way() === 'images') {
      pictures = files;
      readPictures();
    } else if (way() === 'mnist') {
      if (input) chosen[input as keyof typeof chosen] = files[0]!;
      else if (files.length > 1) Object.assign(chosen, pairOf(files));
      else Object.assign(chosen, /label|idx1/i.test(files[0]!.name) ? { labels: files[0] } : { images: files[0] });
      readPair();
    } else refuse(new BadInput('A drawing is drawn here, with a pointer or the arrow keys; it is not a file.'));
  }

  function showWay(): void {
    work?.abort();
    const name = way();
    for (const { name: other, use: label } of ownWays) {
      show(other, other === name);
      if (other === name) part('use')!.textContent = label;
    }
    show('busy', false);
    say('');
    offer(null);
    bring(name === 'table' ? filesOf('table-file') : name === 'images' ? filesOf('image-files') : []);
    if (name === 'mnist') readPair();
  }

  panel.addEventListener('change', (event) => (event.target as HTMLInputElement).name === 'own.way' && showWay(), {
    signal,
  });
  on('table-file', 'change', () => bring(filesOf('table-file')));
  on('image-files', 'change', () => bring(filesOf('image-files')));
  on('side', 'change', readPictures);
  for (const name of ['images', 'labels'] as const)
    on(`mnist-${name}`, 'change', () => bring(filesOf(`mnist-${name}`), name));
  for (const axis of axes)
    axis.addEventListener('change', () => void readTable([axes[0]!.value, axes[1]!.value]), { signal });
  on('undo', 'click', () => {
    sketch.undo();
    pad();
  });
  on('clear', 'click', () => {
    sketch.clear();
    pad();
  });
  const pad = () => part('pad')!.dispatchEvent(new Event('sketch'));
  on('use', 'click', () => void use());
  on('download', 'click', () => {
    const { url } = part('download')!.dataset;
    if (url) void take((reading) => fetchMnist(new URL(url, location.href), reading));
  });
  on('stop', 'click', () => {
    work?.abort();
    show('busy', false);
    say('Stopped.');
  });
  panel.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  panel.addEventListener(
    'drop',
    (event) => {
      event.preventDefault(); // or the browser leaves the page to show the file
      bring([...(event.dataTransfer?.files ?? [])]);
    },
    { signal },
  );
  chosen.images = filesOf('mnist-images')[0] ?? null;
  chosen.labels = filesOf('mnist-labels')[0] ?? null;
  showWay(); // and takes what was chosen while this code was on its way
}
