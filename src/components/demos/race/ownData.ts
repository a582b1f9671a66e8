/** The panel for a reader's own data: reads what is brought, says what is wrong with it, and hands it to the race. */
import { isBadInput } from '../../../lib/data/badInput.ts';
import type { OwnDatasetName } from '../../../lib/data/dataset.ts';
import type { RaceDriver } from './driver.ts';
import { bindDrop, putFiles } from './ownDrop.ts';
import { bindPad } from './ownPad.ts';
import { nameInList } from './ownPanel.ts';
import { readDrawing, readImages, readMnistFiles, readPoints, type Reading } from './ownReaders.ts';
import { fetchMnist } from './ownFetch.ts';
import { note } from './readouts.ts';
import { demandKind, ownWays, pairOf, type Brought } from './ownWords.ts';

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
    say(error instanceof Error ? error.message : String(error), true);
    if (!isBadInput(error)) console.info('own data:', error);
  }

  /** Ends a reading under way: nothing is heard of it any more. */
  function halt(): void {
    work?.abort();
    const busy = part('busy')!;
    if (busy.contains(document.activeElement))
      panel.querySelector<HTMLElement>('input[name="own.way"]:checked')?.focus();
    busy.hidden = true;
  }

  /** One reading at a time: a new one ends the one before. The race under way knows nothing of it. */
  async function take(read: (reading: Reading) => Promise<Brought | null>, doing = 'Reading.'): Promise<void> {
    work?.abort();
    const mine = (work = new AbortController());
    const alone = (fraction: number | null, text?: string) => !mine.signal.aborted && progress(fraction, text);
    offer(null);
    say(doing);
    progress(null);
    show('busy', true);
    try {
      const brought = await read({ signal: mine.signal, progress: alone });
      if (mine.signal.aborted) return;
      offer(brought);
      say(brought ? [`${brought.title}.`, ...brought.notes].join(' ') : '');
    } catch (error) {
      if (!mine.signal.aborted) refuse(error);
    } finally {
      if (work === mine) halt();
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

  const axes = ['x', 'y'].map((name) => part<HTMLSelectElement>(name)!);
  /** @param columns of the table that is open: named again when another file comes */
  async function readTable(file: File, columns?: [string, string]): Promise<void> {
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

  const [tableFile, imageFiles] = ['table-file', 'image-files'] as const;
  const fields = { images: 'mnist-images', labels: 'mnist-labels' } as const;
  const side = () => (part<HTMLSelectElement>('side')!.value === '28' ? 28 : 8);

  /** The files of the way that is shown. */
  function readChosen(): void {
    halt();
    say('');
    offer(null);
    const name = way();
    if (name === 'table') {
      const [file] = filesOf(tableFile);
      show('columns', false);
      if (file) void readTable(file);
    } else if (name === 'images') {
      const files = filesOf(imageFiles);
      if (files.length > 0) void take((reading) => readImages(files, side(), reading));
    } else if (name === 'mnist') {
      const [[images], [labels]] = [filesOf(fields.images), filesOf(fields.labels)];
      if (images && labels) void take((reading) => readMnistFiles(images, labels, reading));
      else if (images || labels) say(`Now the file of ${images ? 'labels' : 'images'}.`);
    }
  }

  /** Dropped files go into the fields, as if they had been chosen: there they are named, and found again. */
  function drop(files: File[], place: Element): void {
    const name = way();
    const put = (field: string, some: readonly File[]) => putFiles(part<HTMLInputElement>(field)!, some);
    try {
      demandKind(name, files);
    } catch (error) {
      return refuse(error);
    }
    if (name === 'table') put(tableFile, files);
    else if (name === 'images') put(imageFiles, files);
    else {
      const field = place.closest('.own-file')?.querySelector('input')?.dataset['own'];
      if (field && files.length === 1) put(field, files);
      else {
        const pair = pairOf(files, { images: filesOf(fields.images)[0], labels: filesOf(fields.labels)[0] });
        for (const kind of ['images', 'labels'] as const) put(fields[kind], pair[kind] ? [pair[kind]] : []);
      }
    }
    readChosen();
  }

  function showWay(): void {
    const name = way();
    for (const { name: other, use: label } of ownWays) {
      show(other, other === name);
      if (other === name) part('use')!.textContent = label;
    }
    readChosen();
  }

  panel.addEventListener('change', (event) => (event.target as HTMLInputElement).name === 'own.way' && showWay(), {
    signal,
  });
  for (const name of [tableFile, imageFiles, 'side', fields.images, fields.labels]) on(name, 'change', readChosen);
  for (const axis of axes)
    on(axis.dataset.own!, 'change', () => void readTable(filesOf(tableFile)[0]!, [axes[0]!.value, axes[1]!.value]));
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
    if (url) void take((reading) => fetchMnist(new URL(url, location.href), reading), 'Downloading.');
  });
  on('stop', 'click', () => {
    halt();
    say('Stopped.');
  });
  bindDrop(panel, drop, signal);
  showWay(); // and takes what was chosen while this code was on its way
}
