import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'dirac-gan',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      // Who takes hold of the start point wants to move it now, not at the second try.
      const fetch = (event: Event) => {
        if ((event.target as Element).closest('[data-part="start"]')) void this.driver().catch(() => {});
      };
      for (const type of ['pointerdown', 'focusin']) this.addEventListener(type, fetch, { signal: this.signal });
    }
  },
);
