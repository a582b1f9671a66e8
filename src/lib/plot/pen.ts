/**
 * What a mark draws with: a subset of the canvas context. A canvas in the page, an SvgPen at build time and for export, a
 * recording pen in tests: the same mark serves all three.
 */
import { pathRound, type Path } from 'd3';

export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'rect'
  | 'fill'
  | 'stroke'
  | 'clip'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'globalAlpha'
  | 'imageSmoothingEnabled'
> & {
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
};

interface Style {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  globalAlpha: number;
  dash: number[];
  groups: number;
}

let clips = 0;

/** Draws to SVG markup: `pen.toString()`. Full circles are written as round dots, a sixth of the size of arcs. */
export class SvgPen implements Pen {
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  lineCap: CanvasLineCap = 'butt';
  lineJoin: CanvasLineJoin = 'miter';
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  #dash: number[] = [];
  #path: Path = pathRound(1);
  #dots: { d: string; radius: number } = { d: '', radius: 0 };
  #stack: Style[] = [];
  #groups = 0;
  #out: string[] = [];
  #prefix: string;

  /** @param prefix makes ids of clip paths unique within a page. */
  constructor(prefix = 'p') {
    this.#prefix = prefix;
  }
  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha } = this;
    this.#stack.push({
      fillStyle,
      strokeStyle,
      lineWidth,
      lineCap,
      lineJoin,
      globalAlpha,
      dash: this.#dash,
      groups: this.#groups,
    });
    this.#groups = 0;
  }
  restore(): void {
    this.#out.push('</g>'.repeat(this.#groups));
    const last = this.#stack.pop();
    if (!last) return;
    const { dash, groups, ...style } = last;
    this.#dash = dash;
    this.#groups = groups;
    Object.assign(this, style);
  }
  beginPath(): void {
    this.#path = pathRound(1);
    this.#dots = { d: '', radius: 0 };
  }
  closePath(): void {
    this.#path.closePath();
  }
  moveTo(x: number, y: number): void {
    this.#path.moveTo(x, y);
  }
  lineTo(x: number, y: number): void {
    this.#path.lineTo(x, y);
  }
  rect(x: number, y: number, w: number, h: number): void {
    this.#path.rect(x, y, w, h);
  }
  arc(x: number, y: number, radius: number, start: number, end: number, anticlockwise = false): void {
    if (end - start >= 2 * Math.PI - 1e-6 && (this.#dots.d === '' || this.#dots.radius === radius)) {
      this.#dots.d += `M${round(x)} ${round(y)}h0`;
      this.#dots.radius = radius;
    } else this.#path.arc(x, y, radius, start, end, anticlockwise);
  }
  setLineDash(dash: Iterable<number>): void {
    this.#dash = [...dash];
  }
  #opacity(name: string): string {
    return this.globalAlpha < 1 ? ` ${name}="${round(this.globalAlpha, 3)}"` : '';
  }
  fill(): void {
    if (this.#dots.d) {
      this.#out.push(
        `<path d="${this.#dots.d}" fill="none" stroke="${this.fillStyle}" stroke-width="${round(2 * this.#dots.radius)}" stroke-linecap="round"${this.#opacity('stroke-opacity')}/>`,
      );
    }
    const d = this.#path.toString();
    if (d) this.#out.push(`<path d="${d}" fill="${this.fillStyle}"${this.#opacity('fill-opacity')}/>`);
  }
  stroke(): void {
    const d = this.#path.toString() + circles(this.#dots);
    if (!d) return;
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    this.#out.push(
      `<path d="${d}" fill="none" stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth, 2)}" stroke-linecap="${this.lineCap}" stroke-linejoin="${this.lineJoin}"${dash}${this.#opacity('stroke-opacity')}/>`,
    );
  }
  clip(): void {
    const id = `${this.#prefix}-clip${clips++}`;
    this.#out.push(`<clipPath id="${id}"><path d="${this.#path.toString()}"/></clipPath><g clip-path="url(#${id})">`);
    this.#groups += 1;
  }
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const pixelated = this.imageSmoothingEnabled ? '' : ' image-rendering="pixelated"';
    this.#out.push(
      `<image href="${image.toDataURL('image/png')}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none"${pixelated}${this.#opacity('opacity')}/>`,
    );
  }
  toString(): string {
    return this.#out.join('');
  }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Stroked circles cannot be dots: written out as two arcs each. */
function circles({ d, radius }: { d: string; radius: number }): string {
  const r = round(radius, 2);
  return d.replace(/M(\S+) (\S+?)h0/g, (_, x: string, y: string) => {
    return `M${round(Number(x) - r, 2)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  });
}
