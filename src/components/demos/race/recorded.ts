/** Build time only: the recorded run as SVG, for readers who have not pressed anything, have no JavaScript, or print. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDataset, createDigits, type Dataset, type DatasetName } from '../../../lib/data/index.ts';
import type { MetricBands, MetricName } from '../../../lib/metrics/index.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { SvgPen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { createRng } from '../../../lib/random.ts';
import type { Config } from '../../../lib/experiments/config.ts';
import { diffusionLossChart, ganLossChart, metricChart, panelsFor, type ChartContext } from './charts.ts';
import { History } from './history.ts';
import { imageCount, imageGap, imageGrid, imageSheet, sheetMargin } from './imageView.ts';
import { planeFrame } from './picture.ts';

type Metrics = Partial<Record<MetricName, number>>;
interface RecordedModel extends Metrics {
  parameters: number;
  stepMilliseconds: number;
  evaluations: number;
  secondsPer1000: number;
  samples: number[];
}
export interface Recorded {
  config: Config;
  seed: number;
  backend: string;
  device?: string;
  node?: string;
  date?: string;
  command?: string;
  steps: number;
  seconds: number;
  losses: { steps: number[] } & Record<string, number[]>;
  references: Record<string, { value: number; meaning: string }>;
  bands: MetricBands;
  models: { gan: RecordedModel; ddpm: RecordedModel };
  data: number[];
  history: { step: number; gan: Metrics; ddpm: Metrics }[];
}

const folder = join(process.cwd(), 'public');

/** The run that `npm run record -- --data NAME` wrote, or null. */
export function readRecorded(name: DatasetName): Recorded | null {
  const file = join(folder, 'runs', `race-${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded) : null;
}

export function readDataset(name: DatasetName): Dataset {
  return name === 'digits'
    ? createDigits(new Uint8Array(readFileSync(join(folder, 'data/digits-8x8.bin'))))
    : createDataset(name);
}

const svg = (width: number, height: number, body: string, label: string) =>
  `<svg class="recorded" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${body}</svg>`;

/** One half: samples over data, or the data alone where nothing is recorded. */
export function recordedHalf(model: 'gan' | 'ddpm', dataset: Dataset, recorded: Recorded | null): string {
  const colour = model === 'gan' ? cssTheme.gan : cssTheme.diffusion;
  const samples = recorded?.models[model].samples;
  const title = model === 'gan' ? 'the GAN' : 'the diffusion model';
  const label = samples
    ? `Recorded run: samples of ${title} on ${dataset.title} after ${recorded.steps} steps.`
    : `${dataset.title}: the data, no recorded run yet.`;
  const size = 400;
  const pen = new SvgPen(`recorded-${model}`);
  if (dataset.images) {
    const x = samples ?? dataset.sample(imageCount, createRng(1).fork('figure'));
    const sheet = imageSheet(dataset.images.width);
    drawDigits(pen, x, dataset, samples ? colour : cssTheme.data);
    return svg(sheet.width, sheet.height, pen.toString(), label);
  }
  const frame = planeFrame(size, dataset.extent);
  const data = recorded?.data ?? dataset.sample(700, createRng(1).fork('figure'));
  points(pen, frame, { x: data, colour: cssTheme.data, radius: 1.3, alpha: 0.5 });
  if (samples) points(pen, frame, { x: samples, colour, radius: 1.9, alpha: 0.9 });
  return svg(size, size, pen.toString(), label);
}

/** Images as squares, a path for each of a few levels of ink: much smaller than an element for each pixel. */
function drawDigits(pen: SvgPen, x: ArrayLike<number>, dataset: Dataset, colour: string): void {
  const { width: side, black, white } = dataset.images!;
  const { columns, rows } = imageGrid;
  const levels = 7;
  const n = Math.min(columns * rows, Math.floor(x.length / dataset.dim));
  for (let level = 1; level <= levels; level++) {
    pen.fillStyle = colour;
    pen.globalAlpha = level / levels;
    pen.beginPath();
    for (let k = 0; k < n; k++) {
      const left = sheetMargin + (k % columns) * (side + imageGap);
      const top = sheetMargin + Math.floor(k / columns) * (side + imageGap);
      for (let p = 0; p < dataset.dim; p++) {
        const ink = Math.min(1, Math.max(0, (x[k * dataset.dim + p]! - black) / (white - black)));
        if (Math.round(ink * levels) === level) pen.rect(left + (p % side), top + Math.floor(p / side), 1, 1);
      }
    }
    pen.fill();
  }
}

/** All charts of the recorded run, by the name of their place. */
export function recordedCharts(recorded: Recorded, dataset: Dataset): Record<string, string> {
  const history = new History();
  const { steps, ...losses } = recorded.losses;
  for (const [name, values] of Object.entries(losses)) {
    history.add({
      step: recorded.steps,
      seconds: recorded.seconds,
      stepsPerSecond: 0,
      secondsLeft: 0,
      stepMilliseconds: {},
      lossSteps: Float32Array.from(steps),
      losses: { [name]: Float32Array.from(values) },
    });
  }
  for (const { step, gan, ddpm } of recorded.history) {
    history.addReading('gan', step, gan);
    history.addReading('ddpm', step, ddpm);
  }
  for (const model of ['gan', 'ddpm'] as const) history.addReading(model, recorded.steps, recorded.models[model]);
  const context: ChartContext = {
    history,
    opened: recorded,
    theme: cssTheme,
    steps: recorded.steps,
    against: 'steps',
    modes: dataset.modes?.centres.length ?? 0,
  };
  const draw = (name: string, chart: Chart, width: number, height: number, label: string) => {
    const pen = new SvgPen(`recorded-${name}`);
    const frame = chartFrame(width, height, chart);
    drawChart(pen, frame, chart);
    return svg(width, height, pen.toString() + chartLabels(frame, chart), label);
  };
  const out: Record<string, string> = {
    'loss-gan': draw('loss-gan', ganLossChart(context), 440, 180, 'Recorded losses of D and G.'),
    'loss-ddpm': draw(
      'loss-ddpm',
      diffusionLossChart(context),
      440,
      180,
      'Recorded noise loss of the diffusion model.',
    ),
  };
  panelsFor(recorded.bands).forEach((panel, i) => {
    out[`metric-${i}`] = draw(
      `metric-${i}`,
      metricChart(panel, context),
      320,
      160,
      `Recorded: ${panel.title(context)}, both models.`,
    );
  });
  return out;
}
