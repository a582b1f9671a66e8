import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'guidance-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
