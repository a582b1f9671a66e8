import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'langevin-walk',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
