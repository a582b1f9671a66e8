/** The race's custom element: a few lines before the first press, everything else after it. */
import { hasRaceSettings } from '../../lib/linkText.ts';
import { LiveFigure, type Driver } from './LiveFigure.ts';

let queryTaken = false;

function keptRuns(): boolean {
  try {
    return localStorage.getItem('kept-runs') !== null;
  } catch {
    return false;
  }
}

class LiveRace extends LiveFigure {
  #mounted: Promise<Driver & { applyQuery(search: string): void }> | null = null;
  /** Whether the driver hears for itself; until then a press is kept for it. */
  #hears = false;

  protected override load() {
    this.#mounted = import('./race/driver.ts').then(({ mount }) => {
      const driver = mount(this);
      this.#hears = true;
      return driver;
    });
    return this.#mounted;
  }

  override connectedCallback(): void {
    if (this.signal.aborted) this.#hears = false; // back after it had left the page, and its driver with it
    super.connectedCallback();
    const options = { signal: this.signal };
    // A setup in the address belongs to the page's first race.
    if (!queryTaken && hasRaceSettings(location.search)) {
      queryTaken = true;
      this.driver().then(
        async () => (await this.#mounted)?.applyQuery(location.search),
        (error: unknown) => this.fail(error),
      );
    }
    // A run was kept on an earlier visit: offer it.
    if (!queryTaken && keptRuns()) {
      queryTaken = true;
      this.driver().catch((error: unknown) => this.fail(error));
    }
    // The first touch of any control brings the code that answers it, and then the event again.
    const wake = (event: Event) => {
      if (this.#hears || (event.target as Element).closest('[data-part="main"], summary')) return;
      const { target, type } = event;
      this.driver().then(
        () => target?.dispatchEvent(new Event(type, { bubbles: true })),
        (error: unknown) => this.fail(error),
      );
    };
    this.addEventListener('change', wake, options);
    this.addEventListener(
      'toggle',
      (event) => {
        const panel = event.target as HTMLElement; // toggle does not bubble
        if (panel.dataset['part'] === 'own') this.driver().catch((error: unknown) => this.fail(error));
      },
      { ...options, capture: true },
    );
    this.addEventListener('click', (event) => (event.target as Element).closest('button') && wake(event), options);
  }
}

customElements.define('live-race', LiveRace);
