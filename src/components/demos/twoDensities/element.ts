import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'two-densities',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      this.wakeOver('line'); // the densities are dragged
    }
  },
);
