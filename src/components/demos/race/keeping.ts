/** The race's saved runs: offers to go on, saves while it trains, gives a run away as a file and takes one in. */
import { isOwnName } from '../../../lib/data/index.ts';
import { experiments } from '../../../lib/experiments/index.ts';
import { lastSnapshot } from '../../../lib/session/client.ts';
import { decode, encode, type Checkpoint } from '../../../lib/session/checkpoint/format.ts';
import { Keeper, type Keeping } from '../../../lib/session/checkpoint/keeper.ts';
import type { RunSummary } from '../../../lib/session/checkpoint/store.ts';
import type { SessionSnapshot } from '../../../lib/session/types.ts';
import { download } from '../../../lib/plot/save.ts';
import { toCurves } from './curves.ts';
import type { RaceDriver } from './driver.ts';
import { ago, whole } from './format.ts';
import { fewPoints } from './ownWords.ts';
import { note } from './readouts.ts';

/** Tells the next visit that there is something to offer, before any code of this figure is loaded. */
export const flag = 'kept-runs';

export class RaceKeeping {
  #driver: RaceDriver;
  #keeper: Keeper;
  #offered: RunSummary | null = null;

  constructor(driver: RaceDriver) {
    this.#driver = driver;
    this.#keeper = new Keeper({
      told: (keeping) => this.#told(keeping),
      lost: () => void this.#lost(),
      name: () => {
        const { data, seed } = driver.config;
        return `race/${data}/seed-${seed}/${Date.now().toString(36)}`;
      },
    });
    const { figure } = driver;
    const { signal } = figure;
    const bind = (part: string, action: () => Promise<void>) =>
      figure
        .piece(part)
        ?.addEventListener(
          'click',
          () => void action().catch((error: unknown) => note(figure, 'messages', (error as Error).message)),
          { signal },
        );
    bind('continue', () => this.#continue(false));
    bind('take-over', () => this.#continue(true));
    bind('erase', () => this.#erase());
    bind('save-run', () => this.#download());
    const input = figure.piece<HTMLInputElement>('run-file');
    bind('open-run', async () => input?.click());
    input?.addEventListener('change', () => void this.#upload(input), { signal });
    const now = () => void this.#atOnce();
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && now(), { signal });
    for (const event of ['pagehide', 'freeze']) window.addEventListener(event, now, { signal });
    void this.#offer();
  }

  /** A snapshot of the run under way was taken. */
  async kept(snapshot: SessionSnapshot): Promise<void> {
    await this.#keeper.keep(() => this.#checkpoint(snapshot));
  }

  /** Training rests at this state. */
  async rest(snapshot: SessionSnapshot): Promise<void> {
    await this.#keeper.keep(() => this.#checkpoint(snapshot), true);
    if (!this.#driver.training) this.#keeper.rest();
  }

  /** Training begins: what was offered is not the present run. */
  started(): void {
    this.#show('offer', false);
    void this.#keeper.hold();
  }

  /** A run from the seed is a run of its own: what was saved before stays. */
  fresh(): void {
    this.#keeper.fork();
  }

  #checkpoint(snapshot: SessionSnapshot): Checkpoint {
    const { race } = this.#driver;
    const own = this.#driver.brought(snapshot.config.data);
    const curves = { ...(race && toCurves(race.history)), ...(own && { own: fewPoints(own) }) };
    return { snapshot, savedAt: Date.now(), curves };
  }

  async #atOnce(): Promise<void> {
    const snapshot = lastSnapshot();
    if (snapshot && this.#driver.training) await this.#keeper.keep(() => this.#checkpoint(snapshot), true);
  }

  async #offer(): Promise<void> {
    const run = await this.#keeper.newest('race/').catch(() => null);
    if (!run) return remember(false);
    const { figure } = this.#driver;
    if (this.#driver.step > 0 || figure.state !== 'idle') return;
    this.#offered = run;
    const data = run.id.split('/')[1] ?? '';
    const title = Object.hasOwn(experiments, data) ? experiments[data as 'ring'].title : data;
    const own = isOwnName(data) ? ' It learned from your own data: choose them again first.' : '';
    this.#say(
      'offer-text',
      `Your run is kept: ${title}, step ${whole(run.step)}, ${ago(Date.now() - run.savedAt)}.${own}`,
    );
    this.#show('offer', true);
    this.#show('continue', true);
    this.#show('take-over', false);
  }

  async #continue(takeOver: boolean): Promise<void> {
    const run = this.#offered;
    if (!run) return;
    const loaded = await this.#keeper.take(run.id, takeOver);
    if (loaded === 'elsewhere') {
      this.#say(
        'offer-text',
        'This run is training in another tab. Here it can be taken over; the other tab then stops.',
      );
      this.#show('continue', false);
      this.#show('take-over', true);
      return;
    }
    if (!loaded) throw new Error('This run is not there any more.');
    try {
      await this.#driver.adopt(loaded.checkpoint);
    } catch (error) {
      this.#keeper.fork(); // what is trained next must not be saved over it
      throw error;
    }
    this.#show('offer', false);
    if (loaded.refused.length > 0) {
      const { step } = loaded.checkpoint.snapshot;
      note(
        this.#driver.figure,
        'messages',
        `${loaded.refused.join(' ')} The state before is used: step ${whole(step)}.`,
      );
    }
    await this.#driver.play();
  }

  async #erase(): Promise<void> {
    if (this.#offered) await this.#keeper.erase(this.#offered.id);
    this.#offered = null;
    this.#show('offer', false);
    await this.#offer(); // there may be an older one
  }

  async #download(): Promise<void> {
    const driver = this.#driver;
    if (!driver.session || driver.step === 0) throw new Error('There is nothing to download yet: press Train first.');
    const snapshot = driver.training
      ? (lastSnapshot() ?? (await driver.session.snapshot()))
      : await driver.session.snapshot();
    const bytes = await encode(this.#checkpoint(snapshot));
    const { data, seed } = snapshot.config;
    download(
      `race-${data}-seed${seed}-step${snapshot.step}.run`,
      new Blob([bytes], { type: 'application/octet-stream' }),
    );
  }

  async #upload(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const { figure } = this.#driver;
    try {
      const checkpoint = await decode(new Uint8Array(await file.arrayBuffer()), file.name);
      const { experiment, models } = checkpoint.snapshot;
      if (!models.gan || !models.ddpm)
        throw new Error(`${file.name} is a run of another figure (${experiment}). It was not loaded.`);
      this.#keeper.fork();
      this.#show('offer', false);
      await this.#driver.adopt(checkpoint);
      note(
        figure,
        'messages',
        `${file.name} is open at step ${whole(checkpoint.snapshot.step)}. Train goes on from there.`,
      );
    } catch (error) {
      note(figure, 'messages', (error as Error).message);
    }
  }

  async #lost(): Promise<void> {
    await this.#driver.pause();
    this.#keeper.fork();
    note(
      this.#driver.figure,
      'messages',
      'Another tab took this run over and saves it from now on. Train goes on here with a copy.',
    );
  }

  #told(keeping: Keeping): void {
    const { figure } = this.#driver;
    figure.dataset.kept = keeping.kind;
    const place = figure.querySelector<HTMLElement>('[data-out="kept"]');
    if (!place) return;
    place.classList.toggle('is-warning', keeping.kind === 'unsaved' || keeping.kind === 'memory');
    if (keeping.kind === 'saved') {
      remember(true);
      figure.dataset.keptStep = String(keeping.step);
      place.textContent = `Kept in this browser at step ${whole(keeping.step)}.`;
    } else place.textContent = keeping.kind === 'ready' ? '' : keeping.sentence;
  }

  #say(name: string, text: string): void {
    const place = this.#driver.figure.piece(name);
    if (place) place.textContent = text;
  }
  #show(name: string, shown: boolean): void {
    this.#driver.figure.piece(name)?.toggleAttribute('hidden', !shown);
  }
}

function remember(any: boolean): void {
  try {
    if (any) localStorage.setItem(flag, '1');
    else localStorage.removeItem(flag);
  } catch {
    // A browser that keeps nothing has nothing to offer either.
  }
}
