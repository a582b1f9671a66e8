import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'sde-family',
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
