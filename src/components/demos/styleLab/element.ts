import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'style-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
