/** Numbers and words around the pictures. Every place is an element with data-out; writing the same text again costs nothing. */
import type { MetricName } from '../../../lib/metrics/index.ts';
import type { BackendReport } from '../../../lib/engine/backends.ts';
import type { Measurement, Opened, Progress } from '../../../lib/session/types.ts';
import { clock, duration, rate, whole } from './format.ts';

export function put(root: ParentNode, name: string, text: string): void {
  const place = root.querySelector(`[data-out="${name}"]`);
  if (place && place.textContent !== text) place.textContent = text;
}

const half = (root: ParentNode, model: string) => root.querySelector<HTMLElement>(`[data-model="${model}"]`);

export function showProgress(root: HTMLElement, progress: Progress, steps: number): void {
  put(root, 'step', whole(progress.step));
  put(root, 'steps', whole(steps));
  put(root, 'time', clock(progress.seconds));
  put(root, 'rate', rate(progress.stepsPerSecond));
  put(root, 'left', clock(progress.secondsLeft));
  root
    .querySelector<HTMLProgressElement>('progress')
    ?.setAttribute('value', String(progress.step / Math.max(1, steps)));
  root.dataset.step = String(progress.step);
  for (const [model, milliseconds] of Object.entries(progress.stepMilliseconds)) {
    const part = half(root, model);
    if (!part) continue;
    part.dataset.step = String(progress.step);
    if (milliseconds > 0) put(part, 'step-time', duration(milliseconds));
  }
}

export function showStep(root: HTMLElement, step: number): void {
  put(root, 'step', whole(step));
  for (const part of [root, half(root, 'gan'), half(root, 'ddpm')]) if (part) part.dataset.step = String(step);
}

/** The diffusion model's recent loss and its floor, for whoever reads the page by program. */
export function showLoss(root: ParentNode, loss: number | undefined, floor: number | undefined): void {
  const part = half(root, 'ddpm');
  if (!part || loss === undefined) return;
  part.dataset.loss = loss.toFixed(4);
  if (floor !== undefined) part.dataset.floor = floor.toFixed(4);
}

export function showStart(root: HTMLElement, opened: Opened): void {
  const { config, models } = opened;
  root.dataset.step = '0';
  root.dataset.seed = String(config.seed);
  put(root, 'step', '0');
  put(root, 'steps', whole(config.steps));
  for (const name of ['time', 'rate', 'left']) put(root, name, '–');
  root.querySelector('progress')?.setAttribute('value', '0');
  for (const [model, { parameters }] of Object.entries(models)) {
    const part = half(root, model);
    if (!part) continue;
    part.dataset.step = '0';
    for (const name of ['modes', 'hq', 'swd', 'loss', 'floor'] as const) delete part.dataset[name];
    for (const name of ['modes', 'hq', 'swd', 'step-time', 'sample-time']) put(part, name, '–');
    put(part, 'parameters', `${whole(parameters)} parameters`);
  }
}

export function showBackend(root: HTMLElement, report: BackendReport): void {
  root.dataset.backend = report.name;
  put(root, 'backend', report.name);
  const timings = Object.entries(report.milliseconds).map(([name, ms]) => `${name} ${duration(ms)}`);
  const refused = Object.entries(report.refused).filter(([, why]) => !report.reason.includes(why));
  const parts = [
    report.reason,
    report.adapter && !report.reason.includes(report.adapter) ? `Adapter: ${report.adapter}.` : '',
    timings.length > 1 ? `One step took ${timings.join(', ')}.` : '',
    ...refused.map(([name, why]) => `${name}: ${why}`),
  ];
  put(root, 'backend-reason', parts.filter(Boolean).join(' '));
}

export interface MeasurementContext {
  modes: number;
  bands: Opened['bands'];
  /** Network passes per sample behind the measurement, and for the full chain. */
  passes: number;
  T: number;
}

const decimals: Partial<Record<MetricName, number>> = { modes: 0, hq: 3, swd: 3 };

export function showMeasurement(
  root: HTMLElement,
  model: string,
  measurement: Measurement,
  context: MeasurementContext,
): void {
  const part = half(root, model);
  if (!part) return;
  const { values, n, sampleSeconds } = measurement;
  for (const name of ['modes', 'hq', 'swd'] as const) {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) {
      delete part.dataset[name];
      put(part, name, '–');
      continue;
    }
    const digits = decimals[name] ?? 3;
    part.dataset[name] = name === 'modes' ? String(value) : value.toFixed(4);
    put(part, name, name === 'modes' ? `${value} of ${context.modes}` : value.toFixed(value >= 10 ? 0 : digits));
    const band = context.bands[name];
    if (band && name !== 'modes') put(part, `${name}-perfect`, `perfect ${band.median.toFixed(digits)}`);
  }
  const perThousand = (sampleSeconds * 1e6) / n; // milliseconds
  put(part, 'sample-time', duration(perThousand));
  const { passes, T } = context;
  if (model === 'gan') put(part, 'passes', '1 pass');
  else {
    const full = passes < T ? `; all ${T} about ${duration((perThousand * T) / passes)}` : '';
    put(part, 'passes', `${passes} passes${full}`);
  }
}

/** Shows how far a look is, with the button that stops it; '' for none. */
export function showLooking(root: HTMLElement, text: string): void {
  note(root, 'looking', text);
  const button = root.querySelector<HTMLElement>('[data-part="stop-looking"]');
  if (button) button.hidden = text === '';
}

/** Shows or hides a line of text. */
export function note(root: ParentNode, name: string, text: string): void {
  const place = root.querySelector<HTMLElement>(`[data-out="${name}"]`);
  if (!place) return;
  place.hidden = text === '';
  if (place.textContent !== text) place.textContent = text;
}
