import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'score-difference',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      this.wakeOver('plane'); // the generator is dragged
    }
  },
);
