/** The plots of a figure: one surface each, painted together, once a frame at most, and saved together. */
import { escapeText } from '../../lib/plot/axes.ts';
import { svgDocument } from '../../lib/plot/save.ts';
import { SvgPen, type Pen } from '../../lib/plot/pen.ts';
import { createSurface, type Surface } from '../../lib/plot/surface.ts';
import { onThemeChange, type Theme } from '../../lib/plot/theme.ts';

/** Draws one plot to any pen; returns what lies above it as SVG. */
export type Paint = (pen: Pen, width: number, height: number, theme: Theme) => string;

export interface Panel {
  paint: Paint;
  /** What a screen reader says the plot shows. */
  describe(): string;
  /** Written above the plot in a saved picture, where the page's own heading is missing. */
  heading?(): string;
}

export class Panels<Name extends string> {
  readonly surfaces: Record<Name, Surface>;
  #panels: Record<Name, Panel>;
  #frame = 0;
  asleep = false;

  /** Plots are found by data-plot. The picture that the page came with gives way to the live one. */
  constructor(root: HTMLElement, panels: Record<Name, Panel>, signal: AbortSignal) {
    this.#panels = panels;
    const redraw = () => this.draw();
    const entries = this.names.map((name) => {
      const host = root.querySelector<HTMLElement>(`[data-plot="${name}"]`)!;
      host.dataset.live = '';
      return [name, createSurface(host, redraw, signal)] as const;
    });
    this.surfaces = Object.fromEntries(entries) as Record<Name, Surface>;
    onThemeChange(() => {
      for (const name of this.names) this.surfaces[name].retheme();
      this.draw();
    }, signal);
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame));
  }

  get names(): Name[] {
    return Object.keys(this.#panels) as Name[];
  }

  /** At the next frame. */
  draw(): void {
    if (this.asleep || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const name of this.names) {
        const surface = this.surfaces[name];
        if (surface.width < 2) continue;
        const { width, height, theme } = surface;
        surface.overlay(this.#panels[name].paint(surface.begin(), width, height, theme));
        surface.describe(this.#panels[name].describe());
      }
    });
  }

  /** Everything on one sheet, laid out as it is on the page. */
  toSvg(title: string): { svg: string; width: number; height: number } {
    const boxes = this.names.map((name) => this.surfaces[name].host.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const edge = 16;
    const heading = 44;
    const parts = this.names.map((name, i) => {
      const { width, height, theme } = this.surfaces[name];
      const pen = new SvgPen(`saved-${name}`);
      const above = this.#panels[name].paint(pen, width, height, theme);
      const [x, y] = [boxes[i]!.left - left + edge, boxes[i]!.top - top + edge + heading];
      const square = this.surfaces[name].host.classList.contains('square');
      const border = square ? `<rect class="border" width="${width}" height="${height}"/>` : '';
      const title = this.#panels[name].heading?.();
      const named = title ? `<text y="-8" font-weight="600">${escapeText(title)}</text>` : '';
      return `<g transform="translate(${Math.round(x)} ${Math.round(y)})">${pen.toString()}${border}${above}${named}</g>`;
    });
    const { theme } = this.surfaces[this.names[0]!];
    const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) - left + 2 * edge);
    const height = Math.ceil(Math.max(...boxes.map((box) => box.bottom)) - top + 2 * edge + heading);
    const body = `<text class="title" x="${edge}" y="${edge + 10}">${escapeText(title)}</text>${parts.join('')}`;
    return { svg: svgDocument(width, height, body, theme), width, height };
  }
}
