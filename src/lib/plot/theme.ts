/** Colours of a plot, read from the custom properties in styles/tokens.css: one colour per idea, light and dark. */
export interface Theme {
  data: string;
  gan: string;
  discriminator: string;
  diffusion: string;
  vae: string;
  exact: string;
  band: string;
  ink: string;
  muted: string;
  rule: string;
  paper: string;
}

type Rgb = [number, number, number];

/** Property and what is used where no style sheet defines it (tests, a saved picture opened elsewhere). */
const tokens: Record<keyof Theme, [property: string, fallback: string]> = {
  data: ['--color-data', '#5b6168'],
  gan: ['--color-gan', '#c8460e'],
  discriminator: ['--color-discriminator', '#8a5a9e'],
  diffusion: ['--color-diffusion', '#0f6cb0'],
  vae: ['--color-vae', '#00845f'],
  exact: ['--color-exact', '#111418'],
  band: ['--color-band', '#9aa0a6'],
  ink: ['--ink', '#1d2126'],
  muted: ['--color-axis', '#5f666e'],
  rule: ['--color-grid', '#d9dcdf'],
  paper: ['--color-plot', '#ffffff'],
};

export const fallbackTheme = Object.fromEntries(
  Object.entries(tokens).map(([key, [, fallback]]) => [key, fallback]),
) as unknown as Theme;

/** `var(--color-gan, #c8460e)` ...: for SVG that lives in the page and follows its style sheet by itself. */
export const cssTheme = Object.fromEntries(
  Object.entries(tokens).map(([key, [property, fallback]]) => [key, `var(${property}, ${fallback})`]),
) as unknown as Theme;

/** The colours in force at `element`, resolved (light-dark(), color-mix() and the like become plain colours). */
export function readTheme(element: Element): Theme {
  const probe = element.ownerDocument.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const theme = { ...fallbackTheme };
  for (const key of Object.keys(tokens) as (keyof Theme)[]) {
    probe.style.color = cssTheme[key];
    theme[key] = getComputedStyle(probe).color;
  }
  probe.remove();
  return theme;
}

/** Calls back when the reader switches between light and dark, by the system or by the page's own switch. */
export function onThemeChange(callback: () => void, signal: AbortSignal): void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', callback, { signal });
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
  signal.addEventListener('abort', () => observer.disconnect());
}

let scratch: CanvasRenderingContext2D | null = null;

/** Any CSS colour as three bytes. */
export function toRgb(colour: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16)];
  const plain = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (plain) return [Number(plain[1]), Number(plain[2]), Number(plain[3])];
  if (!scratch) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    scratch = canvas.getContext('2d', { willReadFrequently: true })!;
  }
  scratch.clearRect(0, 0, 1, 1);
  scratch.fillStyle = colour;
  scratch.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = scratch.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}
