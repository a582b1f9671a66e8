import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'solver-race',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
