/** What a reader can take away from a figure: its picture as SVG or PNG, its numbers as CSV. */
import { csv, download, pngOf } from '../../lib/plot/save.ts';
import type { LiveFigure } from './LiveFigure.ts';
import type { Panels } from './panels.ts';
import { put } from './race/readouts.ts';

export interface Takeaway {
  title: string;
  columns: Record<string, ArrayLike<number>>;
}

/** Binds the buttons save-svg, save-png and save-csv. */
export function bindSaving(figure: LiveFigure, panels: Panels<string>, name: string, takeaway: () => Takeaway): void {
  const file = (ending: string) => `${name}-seed${figure.dataset.seed ?? ''}-step${figure.dataset.step ?? 0}.${ending}`;
  const actions: Record<string, () => void | Promise<void>> = {
    'save-svg': () => download(file('svg'), new Blob([panels.toSvg(takeaway().title).svg], { type: 'image/svg+xml' })),
    'save-png': async () => {
      const { svg, width, height } = panels.toSvg(takeaway().title);
      download(file('png'), await pngOf(svg, width, height));
    },
    'save-csv': () => download(file('csv'), new Blob([csv(takeaway().columns)], { type: 'text/csv' })),
  };
  for (const [part, action] of Object.entries(actions)) {
    const run = async () => {
      try {
        await action();
      } catch (error) {
        put(figure, 'note', error instanceof Error ? error.message : String(error));
      }
    };
    figure.piece(part)?.addEventListener('click', () => void run(), { signal: figure.signal });
  }
}
