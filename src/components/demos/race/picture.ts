/** Everything that the race draws, and the surfaces it draws on. Holds the latest looks; draws when told. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { readAt, readoutMarkup, readoutText, type Readout } from '../../../lib/plot/readout.ts';
import { createSurface, type Surface } from '../../../lib/plot/surface.ts';
import { onThemeChange, type Theme } from '../../../lib/plot/theme.ts';
import { frameAt } from '../../../lib/plot/trajectories.ts';
import { checked } from '../../controls/controls.ts';
import { diffusionLossChart, ganLossChart, metricChart, panelsFor, type ChartContext } from './charts.ts';
import { describeChart, describeHalf } from './describe.ts';
import { drawDiffusion, type DiffusionPicture } from './diffusionView.ts';
import { drawGan, type GanPicture } from './ganView.ts';
import { drawImages, imageSheet, sheetMargin } from './imageView.ts';

/** Points of each cloud that are drawn. */
export const shownPoints = 500;
export const shownData = 1000;

export type PlotName = 'gan' | 'ddpm' | 'loss-gan' | 'loss-ddpm' | 'metric-0' | 'metric-1' | 'metric-2';
const plotNames: PlotName[] = ['gan', 'ddpm', 'loss-gan', 'loss-ddpm', 'metric-0', 'metric-1', 'metric-2'];

export interface Scene {
  kind: 'points' | 'images';
  dim: number;
  /** Standardised half-width of the plane. */
  extent: number;
  gan: GanPicture;
  ddpm: DiffusionPicture;
  charts: Omit<ChartContext, 'theme'> | null;
}

export function emptyScene(dataset: Pick<Dataset, 'kind' | 'extent' | 'dim'>, data: Float32Array): Scene {
  return {
    kind: dataset.kind,
    dim: dataset.dim,
    extent: dataset.extent,
    gan: { data, samples: null, belief: null, best: null, force: null },
    ddpm: { data, frames: [], at: 0, field: null, exact: null },
    charts: null,
  };
}

/** The square plane that the points lie in. */
export function planeFrame(size: number, extent: number): Frame {
  return createFrame({ width: size, height: size, x: [-extent, extent], y: [-extent, extent] });
}

export class RacePicture {
  readonly surfaces: Record<PlotName, Surface>;
  scene: Scene;
  #root: HTMLElement;
  #described = -Infinity;
  /** Where the reader points in a chart: an x of its axis. */
  #pointed: { name: PlotName; x: number } | null = null;

  constructor(root: HTMLElement, scene: Scene, signal: AbortSignal) {
    this.#root = root;
    this.scene = scene;
    const redraw = () => this.draw();
    const entries = plotNames.map((name) => {
      const host = root.querySelector<HTMLElement>(`[data-plot="${name}"]`)!;
      return [name, createSurface(host, redraw, signal)] as const;
    });
    this.surfaces = Object.fromEntries(entries) as Record<PlotName, Surface>;
    for (const name of plotNames.slice(2)) this.#listen(name, signal);
    onThemeChange(() => {
      for (const surface of Object.values(this.surfaces)) surface.retheme();
      this.draw();
    }, signal);
  }

  /** Values at the pointer, or where the arrow keys have led. */
  #listen(name: PlotName, signal: AbortSignal): void {
    const { host } = this.surfaces[name];
    const frameOf = () => {
      const { width, height, theme } = this.surfaces[name];
      const chart = this.chart(name, theme);
      return chart && chartFrame(width, height, chart);
    };
    const point = (x: number | null) => {
      this.#pointed = x === null ? null : { name, x };
      this.draw();
    };
    host.addEventListener(
      'pointermove',
      (event) => point(frameOf()?.x.invert(event.clientX - host.getBoundingClientRect().left) ?? null),
      { signal },
    );
    for (const leaving of ['pointerleave', 'blur']) host.addEventListener(leaving, () => point(null), { signal });
    host.addEventListener(
      'keydown',
      (event) => {
        const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const [from = 0, to = 1] = frameOf()?.x.domain() ?? [];
        if (!direction) return;
        event.preventDefault();
        const here = this.#pointed?.name === name ? this.#pointed.x : direction > 0 ? from : to;
        point(Math.min(to, Math.max(from, here + (direction * (to - from)) / 40)));
        const reading = this.#reading(name);
        if (reading)
          host.dispatchEvent(new CustomEvent('reading', { detail: readoutText(reading, this.#unit), bubbles: true }));
      },
      { signal },
    );
  }
  get #unit(): string {
    return this.scene.charts?.against === 'seconds' ? 'second' : 'step';
  }
  #reading(name: PlotName): Readout | null {
    if (this.#pointed?.name !== name) return null;
    const chart = this.chart(name, this.surfaces[name].theme);
    return chart && readAt(chart, this.#pointed.x);
  }

  /** From the recorded run to the live one. */
  goLive(): void {
    for (const { host } of Object.values(this.surfaces)) host.dataset.live = '';
    for (const name of plotNames.slice(2)) this.surfaces[name].host.tabIndex = 0;
  }
  get live(): boolean {
    return this.surfaces.gan.host.dataset.live !== undefined;
  }

  /** Data without modes has fewer metrics. */
  showPanels(count: number): void {
    for (const i of [0, 1, 2] as const) this.surfaces[`metric-${i}`].host.hidden = i >= count;
  }

  draw(): void {
    if (!this.live) return;
    for (const name of plotNames) {
      const { width, height, theme } = this.surfaces[name];
      if (width < 2) continue;
      const pen = this.surfaces[name].begin();
      this.surfaces[name].overlay(this.paint(name, pen, width, height, theme));
    }
    this.#describe();
  }

  /** At most every two seconds: nobody hears more, and each change wakes the accessibility tree. */
  #describe(): void {
    if (performance.now() - this.#described < 2000) return;
    this.#described = performance.now();
    for (const name of plotNames) {
      const surface = this.surfaces[name];
      surface.describe(
        name === 'gan' || name === 'ddpm'
          ? describeHalf(name, this.scene)
          : describeChart(name, this.chart(name, surface.theme)),
      );
    }
  }

  /** Draws one picture to any pen; returns what lies above it as SVG. Also used for saving. */
  paint(name: PlotName, pen: Pen, width: number, height: number, theme: Theme): string {
    if (name === 'gan' || name === 'ddpm') {
      this.#half(name, pen, width, height, theme);
      return '';
    }
    const chart = this.chart(name, theme);
    if (!chart) return '';
    const frame = chartFrame(width, height, chart);
    drawChart(pen, frame, chart);
    const reading = this.#reading(name);
    return chartLabels(frame, chart) + (reading ? readoutMarkup(frame, reading, this.#unit) : '');
  }

  #half(model: 'gan' | 'ddpm', pen: Pen, width: number, height: number, theme: Theme): void {
    const { kind, dim, extent, gan, ddpm } = this.scene;
    const on = (name: string) => checked(this.#root, name);
    const frame = planeFrame(Math.min(width, height), extent);
    if (kind === 'images') {
      const real = on(`${model}.real`);
      const way = ddpm.frames.map(({ x }) => x);
      const generated = model === 'gan' ? gan.samples : way.length > 0 ? frameAt(way, ddpm.at) : null;
      const x = real || !generated ? gan.data : generated;
      const side = Math.round(Math.sqrt(dim));
      const margin = (sheetMargin * width) / imageSheet(side).width;
      const sheet = createFrame({
        width,
        height,
        x: [0, 1],
        y: [0, 1],
        margin: { left: margin, right: margin, top: margin, bottom: margin },
      });
      if (x.length > 0)
        drawImages(
          pen,
          sheet,
          theme,
          { x, side, domain: span(gan.data) },
          x === gan.data ? theme.data : model === 'gan' ? theme.gan : theme.diffusion,
        );
      return;
    }
    if (model === 'gan') {
      const layers = {
        data: on('gan.data'),
        samples: on('gan.samples'),
        belief: on('gan.belief'),
        best: on('gan.best'),
        force: on('gan.force'),
      };
      drawGan(pen, frame, theme, gan, layers);
    } else {
      const layers = {
        data: on('ddpm.data'),
        samples: on('ddpm.samples'),
        field: on('ddpm.field'),
        exact: on('ddpm.exact'),
        paths: on('ddpm.paths'),
      };
      drawDiffusion(pen, frame, theme, ddpm, layers);
    }
  }

  chart(name: PlotName, theme: Theme): Chart | null {
    if (!this.scene.charts) return null;
    const context: ChartContext = { ...this.scene.charts, theme };
    if (name === 'loss-gan') return ganLossChart(context);
    if (name === 'loss-ddpm') return diffusionLossChart(context);
    const panel = panelsFor(context.opened.bands)[Number(name.slice(-1))];
    return panel ? metricChart(panel, context) : null;
  }
}

/** Least and greatest value: what is drawn as paper and as full ink. */
function span(x: Float32Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of x) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, Math.max(high, low + 1e-6)];
}
