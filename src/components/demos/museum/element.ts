import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'fault-exhibit',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
