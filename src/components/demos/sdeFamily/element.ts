import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'sde-family',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      // Who takes hold of the point wants to move it now, not at the second try, and not lose it on the way.
      const hold = (event: Event) => {
        const button = (event.target as Element).closest('[data-part="start"]');
        if (!button) return;
        if (event instanceof PointerEvent) button.setPointerCapture(event.pointerId);
        void this.driver().catch(() => {});
      };
      for (const type of ['pointerdown', 'focusin']) this.addEventListener(type, hold, { signal: this.signal });
    }
  },
);
