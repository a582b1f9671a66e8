import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'linear-vae',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }
  },
);
