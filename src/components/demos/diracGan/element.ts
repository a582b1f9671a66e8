import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'dirac-gan',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      this.holdHandle('start');
    }
  },
);
