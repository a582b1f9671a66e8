/** Where a live picture is drawn: a canvas (points, rasters) with an SVG above (axes, labels, handles), sharp on any screen. */
import { readTheme, type Theme } from './theme.ts';

export interface Surface {
  host: HTMLElement;
  canvas: HTMLCanvasElement;
  svg: SVGSVGElement;
  width: number;
  height: number;
  theme: Theme;
  /** Clears the canvas and hands out a context whose unit is the CSS pixel. */
  begin(): CanvasRenderingContext2D;
  /** Replaces the SVG's content if it changed. */
  overlay(markup: string): void;
  /** What a screen reader says the picture shows. */
  describe(text: string): void;
  /** Reads the colours again. */
  retheme(): void;
}

/**
 * Fills `host`, whose size the style sheet gives (an aspect ratio, so that nothing jumps). `redraw` is called whenever its
 * size changes.
 */
export function createSurface(host: HTMLElement, redraw: () => void, signal: AbortSignal): Surface {
  const canvas = document.createElement('canvas');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const layer of [canvas, svg]) {
    layer.classList.add('live-layer');
    layer.setAttribute('aria-hidden', 'true');
  }
  host.setAttribute('role', 'img');
  if (!host.hasAttribute('aria-label')) host.setAttribute('aria-label', 'A picture that is being drawn.');
  host.append(canvas, svg);
  let shown = '';
  const surface: Surface = {
    host,
    canvas,
    svg,
    width: 0,
    height: 0,
    theme: readTheme(host),
    begin() {
      const context = canvas.getContext('2d')!;
      const ratio = canvas.width / Math.max(1, surface.width);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, surface.width, surface.height);
      return context;
    },
    overlay(markup) {
      if (markup === shown) return;
      shown = markup;
      svg.innerHTML = markup;
    },
    describe(text) {
      if (host.getAttribute('aria-label') !== text) host.setAttribute('aria-label', text);
    },
    retheme() {
      surface.theme = readTheme(host);
    },
  };
  const measure = () => {
    const { clientWidth: width, clientHeight: height } = host;
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    if (width === surface.width && height === surface.height && canvas.width === Math.round(width * ratio))
      return false;
    surface.width = width;
    surface.height = height;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    return true;
  };
  measure();
  const observer = new ResizeObserver(() => {
    if (measure()) redraw();
  });
  observer.observe(host);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    canvas.remove();
    svg.remove();
  });
  return surface;
}
