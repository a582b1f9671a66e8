/** The first touch of any control brings the code that answers it, and then the event again. */
import { LiveFigure, type Driver } from './LiveFigure.ts';

export abstract class TheoryFigure extends LiveFigure {
  #mounted: Promise<Driver> | null = null;

  protected abstract bring(): Promise<{ mount(figure: LiveFigure): Driver }>;

  protected override load(): Promise<Driver> {
    this.#mounted = this.bring().then(({ mount }) => mount(this));
    this.#mounted.catch(() => (this.#mounted = null));
    return this.#mounted;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const options = { signal: this.signal };
    const wake = (event: Event) => {
      const target = event.target as Element;
      if (this.#mounted || target.closest('[data-part="main"], summary')) return;
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
  }
}
