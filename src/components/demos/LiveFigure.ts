/**
 * The base of every live figure: a custom element over finished HTML.
 *
 * Before the first press nothing but this file (and a few lines of the figure's own) is loaded; the rest comes by a
 * dynamic import when the reader first acts. A figure marks its parts by data-part:
 *
 *   main        the button that starts and pauses; its text is data-part="main-label"
 *   announcer   role="status", visually hidden: what a screen reader is told
 *   error       role="alert", hidden: gets a sentence and a "Try again" button
 *   keep        checkbox: keep training while the tab is hidden
 */
import { Mendable } from './mendable.ts';

export const liveStates = ['idle', 'loading', 'running', 'paused', 'done', 'error'] as const;
export type LiveState = (typeof liveStates)[number];

/** The heavy half of a figure: what the dynamic import brings. */
export interface Driver {
  /** Start, or go on. Sets the figure's state itself as things happen. */
  play(): void | Promise<void>;
  pause(): void | Promise<void>;
  /** The figure left the screen (true) or came back: stop drawing, draw again. */
  sleep?(asleep: boolean): void;
  dispose(): void;
}

const announceEvery = 10_000;

export abstract class LiveFigure extends HTMLElement {
  /** Aborts when the element leaves the page: listeners, observers and surfaces hang on its signal. */
  protected life = new AbortController();
  #driver: Promise<Driver> | null = null;
  #asleep = false;
  #resumeWhenShown = false;
  #announced = -announceEvery;
  #pending: { text: string; timer: ReturnType<typeof setTimeout> } | null = null;

  /** Brings the heavy half: `const { mount } = await import('./x/driver.ts'); return mount(this)`. */
  protected abstract load(): Promise<Driver>;

  get state(): LiveState {
    return (this.dataset.state as LiveState | undefined) ?? 'idle';
  }
  set state(state: LiveState) {
    if (state === this.state && this.dataset.state) return;
    this.dataset.state = state;
    const label = this.piece('main-label');
    const main = this.piece('main');
    const running = state === 'running';
    if (label)
      label.textContent = (running ? main?.dataset.pause : main?.dataset.play) ?? (running ? 'Pause' : 'Train');
    main?.setAttribute('aria-busy', String(state === 'loading'));
    if (state !== 'error') this.piece('error')?.setAttribute('hidden', '');
    this.dispatchEvent(new CustomEvent('statechange'));
  }
  get signal(): AbortSignal {
    return this.life.signal;
  }
  get asleep(): boolean {
    return this.#asleep;
  }
  /** The figure's own part of that name, or null. */
  piece<E extends HTMLElement = HTMLElement>(name: string): E | null {
    return this.querySelector<E>(`[data-part="${name}"]`);
  }
  get reducedMotion(): boolean {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  connectedCallback(): void {
    if (this.life.signal.aborted) this.life = new AbortController();
    const { signal } = this.life;
    if (!this.dataset.state) this.dataset.state = 'idle';
    this.piece('main')?.addEventListener('click', () => void this.press(), { signal });
    document.addEventListener('visibilitychange', () => void this.#visibility(), { signal });
    const observer = new IntersectionObserver(
      (entries) => {
        this.#asleep = !entries.at(-1)!.isIntersecting;
        void this.#driver?.then((driver) => driver.sleep?.(this.#asleep)).catch(() => {});
      },
      { rootMargin: '100px' },
    );
    observer.observe(this);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  disconnectedCallback(): void {
    // Moving an element disconnects and connects it again at once: wait to see whether it comes back.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.life.abort();
      if (this.#pending) clearTimeout(this.#pending.timer);
      void this.#driver?.then((driver) => driver.dispose()).catch(() => {});
      this.#driver = null;
    });
  }

  /** The heavy half, loaded once. A failed load may be tried again. */
  async driver(): Promise<Driver> {
    this.#driver ??= this.load();
    try {
      return await this.#driver;
    } catch (error) {
      this.#driver = null;
      throw error;
    }
  }

  /** What the main button does. */
  async press(): Promise<void> {
    if (this.state === 'loading') return;
    try {
      if (this.state === 'running') {
        await (await this.driver()).pause();
        return;
      }
      const fresh = !this.#driver;
      if (fresh) this.state = 'loading';
      await (await this.driver()).play();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Shows what went wrong, and a way on. */
  fail(error: unknown): void {
    console.info('live figure:', error);
    this.state = 'error';
    const card = this.piece('error');
    if (!card) return;
    const text = document.createElement('p');
    text.textContent = sentence(error);
    const offer = (label: string, action: () => void | Promise<void>) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.addEventListener('click', () => {
        this.piece('main')?.focus();
        void Promise.resolve(action()).catch((again: unknown) => this.fail(again));
      });
      return button;
    };
    const ways = error instanceof Mendable ? [offer(error.label, error.mend)] : [];
    card.replaceChildren(
      text,
      ...ways,
      offer('Try again', () => this.press()),
    );
    card.removeAttribute('hidden');
  }

  /** Tells a screen reader: at most one message per 10 s, the latest wins; `now` is for changes of state. */
  announce(text: string, now = false): void {
    const speak = (message: string) => {
      const announcer = this.piece('announcer');
      if (announcer && announcer.textContent !== message) announcer.textContent = message;
      this.#announced = performance.now();
    };
    if (this.#pending) clearTimeout(this.#pending.timer);
    this.#pending = null;
    const wait = this.#announced + announceEvery - performance.now();
    if (now || wait <= 0) return speak(text);
    const timer = setTimeout(() => {
      this.#pending = null;
      speak(text);
    }, wait);
    this.#pending = { text, timer };
  }

  async #visibility(): Promise<void> {
    const hidden = document.visibilityState === 'hidden';
    if (hidden && this.state === 'running' && !this.piece<HTMLInputElement>('keep')?.checked) {
      this.#resumeWhenShown = true;
      await (await this.driver()).pause();
    } else if (!hidden && this.#resumeWhenShown) {
      this.#resumeWhenShown = false;
      if (this.state === 'paused') await this.press();
    }
  }
}

/** One plain sentence for the reader. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/dynamically imported module|Importing a module|error loading/i.test(message)) {
    return 'The code of this figure could not be loaded. Check the connection and try again.';
  }
  return message.endsWith('.') ? message : `${message}.`;
}
