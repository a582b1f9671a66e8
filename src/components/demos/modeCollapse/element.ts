import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'mode-collapse',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
