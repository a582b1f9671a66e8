import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'optimal-discriminator',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
