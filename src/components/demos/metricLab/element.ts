import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'metric-lab',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
