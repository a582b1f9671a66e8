import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'critic-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      // The points are dragged by the pointer: bring the code as it comes near, and hand it a press that came before.
      const wake = (event: PointerEvent) => {
        if (this.dataset['awake'] !== undefined || !(event.target as Element).closest('[data-plot="line"]')) return;
        this.driver().then(
          () => event.type === 'pointerdown' && event.target?.dispatchEvent(new PointerEvent('pointerdown', event)),
          (error: unknown) => this.fail(error),
        );
      };
      for (const type of ['pointerover', 'pointerdown'] as const) {
        this.addEventListener(type, wake, { signal: this.signal });
      }
    }
  },
);
