import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'critic-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      this.wakeOver('line'); // the points are dragged
    }
  },
);
