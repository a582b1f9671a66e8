/** Build time only: the pictures that a figure has before the first touch, without JavaScript, and in print. */
import { escapeText } from '../../lib/plot/axes.ts';
import { SvgPen, type Pen } from '../../lib/plot/pen.ts';

/** Draws to a pen and returns what lies above it as SVG, like a panel's `paint`. */
export type Draw = (pen: Pen, width: number, height: number) => string;
export type Still = (name: string, width: number, height: number, label: string, draw: Draw, kind?: string) => string;

/**
 * One picture. `label` is what it says to a screen reader, `kind` a class of its own.
 * @param figure names the ids inside, which must not be those of another figure's pictures
 */
export const stills =
  (figure: string): Still =>
  (name, width, height, label, draw, kind = '') => {
    const pen = new SvgPen(`${figure}-${name}${kind && `-${kind}`}`);
    const above = draw(pen, width, height);
    return `<svg class="${`recorded ${kind}`.trim()}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(label)}">${pen.toString()}${above}</svg>`;
  };

/** A wide page and a narrow one get a picture each: a wide one made small could not be read. */
export const wideAndNarrow = (
  still: Still,
  name: string,
  widths: { wide: number; narrow: number },
  height: number,
  label: string,
  draw: Draw,
): string =>
  (['wide', 'narrow'] as const).map((fit) => still(name, widths[fit], height, label, draw, `for-${fit}`)).join('');
