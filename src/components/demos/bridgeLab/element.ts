import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'bridge-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
