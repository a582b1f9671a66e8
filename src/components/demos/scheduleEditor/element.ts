import { TheoryFigure } from '../TheoryFigure.ts';

customElements.define(
  'schedule-editor',
  class extends TheoryFigure {
    protected override bring() {
      return import('./driver.ts');
    }

    override connectedCallback(): void {
      super.connectedCallback();
      this.wakeOver('levels'); // the curve is dragged by its handles, which the code brings
    }
  },
);
