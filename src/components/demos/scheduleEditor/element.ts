import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'schedule-editor',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      // The curve is dragged by its handles, which the code brings: it comes with the pointer.
      const wake = (event: PointerEvent) => {
        if (this.dataset['awake'] !== undefined || !(event.target as Element).closest('[data-plot="levels"]')) return;
        this.driver().catch((error: unknown) => this.fail(error));
      };
      this.addEventListener('pointerover', wake, { signal: this.signal });
    }
  },
);
