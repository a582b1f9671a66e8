/**
 * The first touch of any control brings the code that answers it, and then the event again. A link that sets controls
 * brings it when the figure comes near the view. The whole state of such a figure is in its named controls.
 */
import { ofFigures } from '../../lib/linkText.ts';
import { LiveFigure, type Driver } from './LiveFigure.ts';

/** How near the view a figure wakes that a link speaks to. */
const near = '400px';

export abstract class TheoryFigure extends LiveFigure {
  /** Whether the driver hears for itself; until then a touch is kept for it. */
  #hears = false;
  #opened = false;

  protected abstract bring(): Promise<{ mount(figure: LiveFigure): Driver }>;

  protected override load(): Promise<Driver> {
    return this.bring().then(({ mount }) => {
      const driver = mount(this);
      this.#hears = true;
      this.dataset['awake'] = '';
      return driver;
    });
  }

  override connectedCallback(): void {
    if (this.signal.aborted) this.#hears = false; // back after it had left the page, and its driver with it
    super.connectedCallback();
    const options = { signal: this.signal };
    // Setting a hidden input also sets what it would be reset to.
    for (const input of this.querySelectorAll<HTMLInputElement>('input[type="hidden"][name]')) {
      input.dataset['initial'] ??= input.value;
    }
    const wake = (event: Event) => {
      const target = event.target as Element;
      if (this.#hears || target.closest('[data-part="main"], [data-part="copy-link"], summary')) return;
      this.driver().then(
        () => {
          // The change that ends an input may have passed while the code was on its way.
          const types = event.type === 'click' ? ['click'] : ['input', 'change'];
          for (const type of types) target.dispatchEvent(new Event(type, { bubbles: true }));
        },
        (error: unknown) => this.fail(error),
      );
    };
    this.addEventListener('input', wake, options);
    this.addEventListener('click', (event) => (event.target as Element).closest('button') && wake(event), options);
    this.piece('copy-link')?.addEventListener('click', () => void this.#copyLink(), options);
    if ([...new URLSearchParams(location.search).keys()].some(ofFigures)) void this.#awaitView();
  }

  /** Who takes hold of a button over a plot wants to move it now, not at the second try, and not lose it on the way. */
  protected holdHandle(part: string): void {
    const hold = (event: Event) => {
      const button = (event.target as Element).closest(`[data-part="${part}"]`);
      if (!button) return;
      if (event instanceof PointerEvent) button.setPointerCapture(event.pointerId);
      void this.driver().catch(() => {});
    };
    for (const type of ['pointerdown', 'focusin']) this.addEventListener(type, hold, { signal: this.signal });
  }

  /** What is dragged inside a plot: the code comes with the pointer, and is handed a press that came before it. */
  protected wakeOver(plot: string): void {
    const wake = (event: PointerEvent) => {
      if (this.#hears || !(event.target as Element).closest(`[data-plot="${plot}"]`)) return;
      this.driver().then(
        () => event.type === 'pointerdown' && event.target?.dispatchEvent(new PointerEvent('pointerdown', event)),
        (error: unknown) => this.fail(error),
      );
    };
    for (const type of ['pointerover', 'pointerdown'] as const)
      this.addEventListener(type, wake, { signal: this.signal });
  }

  async #copyLink(): Promise<void> {
    try {
      await (await import('./sharing/share.ts')).copyLink(this);
    } catch (error) {
      this.fail(error);
    }
  }

  async #awaitView(): Promise<void> {
    const { signal } = this;
    const sharing = await import('./sharing/share.ts').catch((error: unknown) => this.fail(error));
    if (!sharing) return;
    const { concerns, openLink } = sharing;
    if (signal.aborted || this.#opened || !concerns(this, location.search)) return;
    this.#opened = true;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.driver().then(
          () => openLink(this, location.search),
          (error: unknown) => this.fail(error),
        );
      },
      { rootMargin: near },
    );
    observer.observe(this);
    signal.addEventListener('abort', () => observer.disconnect());
  }
}
