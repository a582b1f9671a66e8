import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'trade-offs',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
