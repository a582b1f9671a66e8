import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'forward-reverse',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
