/** The race's looks at its two models: each asks the session something and puts the answer into the scene. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { createSchedule } from '../../../lib/diffusion/schedule.ts';
import type { Config } from '../../../lib/experiments/config.ts';
import type { Opened } from '../../../lib/session/types.ts';
import type { RemoteSession } from '../../../lib/session/client.ts';
import { defaultBandwidth, logKernelDensity } from '../../../lib/theory/kernelDensity.ts';
import { convolve, logDensity } from '../../../lib/theory/mixture.ts';
import { checked } from '../../controls/controls.ts';
import { watched } from '../howFar.ts';
import { exactField, fieldPoints, levelAt } from './diffusionView.ts';
import { beliefGrid, grid } from './ganView.ts';
import type { History } from './history.ts';
import { imageCount } from './imageView.ts';
import { shares, type Look, type LookName } from './looks.ts';
import { emptyScene, planeFrame, shownData, shownPoints, type Scene } from './picture.ts';
import { showLooking, showMeasurement } from './readouts.ts';

/** The same noise every time, so that a point moves as its model learns. */
const shownSeed = 1;
const arrowsShown = 110;
const asked = 200; // points behind D's mean belief
const previewSteps = 20;
const waypoints = 24;

export interface Observed {
  root: HTMLElement;
  session: RemoteSession;
  opened: Opened;
  config: Config;
  dataset: Dataset | null;
  scene: Scene;
  history: History;
  step: number;
  /** While training, previews are short DDIM runs; at rest, the reader's own sampler. */
  training: boolean;
  /** The noise level that the reader chose for the field. */
  fieldT: number;
  awake: boolean;
  beliefReal: number;
  beliefFake: number;
  meanForce: number;
}

/** A race that has just been opened: nothing looked at yet. */
export function observe(
  root: Observed['root'] & { asleep: boolean },
  session: RemoteSession,
  opened: Opened,
  dataset: Dataset | null,
  history: History,
): Observed {
  const shape = dataset ?? { kind: 'images', dim: opened.dim, extent: 1 };
  return {
    root,
    session,
    opened,
    config: opened.config,
    dataset,
    scene: emptyScene(shape, opened.data.slice(0, shownData * opened.dim)),
    history,
    step: 0,
    training: false,
    fieldT: Math.max(1, Math.round(opened.config.T / 4)),
    awake: !root.asleep,
    beliefReal: NaN,
    beliefFake: NaN,
    meanForce: NaN,
  };
}

/** The level that the field is drawn at: that of the samples while they are on their way, else the reader's. */
export function shownLevel({ scene, fieldT, config }: Pick<Observed, 'scene' | 'fieldT' | 'config'>): number {
  const { frames, at } = scene.ddpm;
  const level = Math.round(levelAt(frames, at));
  return Math.max(1, Math.min(config.T, frames.length > 1 && level > 0 ? level : fieldT));
}

const frameOf = ({ scene }: Observed) => planeFrame(100, scene.extent);

async function lookAtGan(race: Observed): Promise<void> {
  const n = race.scene.kind === 'images' ? imageCount : shownPoints;
  const { x } = await race.session.sample('gan', { n, seed: shownSeed });
  race.scene.gan.samples = x;
}

async function lookAtDdpm(race: Observed): Promise<void> {
  const { config, training, scene } = race;
  const n = scene.kind === 'images' ? imageCount : shownPoints;
  const preview = { sampler: 'ddim' as const, samplerSteps: Math.min(previewSteps, config.samplerSteps), eta: 0 };
  const request = { n, seed: shownSeed, frames: waypoints, ...(training ? preview : {}) };
  const { frames, x } = await watched(
    (progress) => race.session.sample('ddpm', request, progress),
    (far) => showLooking(race.root, far && `The diffusion model draws what is shown: ${far}.`),
  );
  const atEnd = scene.ddpm.frames.length === 0 || scene.ddpm.at >= scene.ddpm.frames.length - 1;
  const place = scene.ddpm.at / Math.max(1, scene.ddpm.frames.length - 1);
  scene.ddpm.frames = frames.length > 0 ? frames : [{ t: 0, x }];
  scene.ddpm.at = (atEnd ? 1 : place) * (scene.ddpm.frames.length - 1);
}

async function lookAtD(race: Observed): Promise<void> {
  const { scene, session } = race;
  const { data, samples } = scene.gan;
  const cells = scene.kind === 'points' ? beliefGrid(frameOf(race)) : new Float32Array(0);
  const dim = race.opened.dim;
  const real = data.subarray(0, asked * dim);
  const fake = (samples ?? data).subarray(0, asked * dim);
  const everything = new Float32Array(cells.length + real.length + fake.length);
  everything.set(cells);
  everything.set(real, cells.length);
  everything.set(fake, cells.length + real.length);
  const belief = await session.probe('gan', 'D', everything);
  const [gridEnd, realEnd] = [cells.length / dim, (cells.length + real.length) / dim];
  race.beliefReal = mean(belief.subarray(gridEnd, realEnd));
  race.beliefFake = samples ? mean(belief.subarray(realEnd)) : NaN;
  scene.gan.belief = cells.length > 0 ? belief.slice(0, grid * grid) : null;
  scene.gan.best = checked(race.root, 'gan.best') ? bestOnGrid(race, cells) : null;
}

/** Below this density of p and q together (their peaks are near 1) D* is a ratio of two nothings, and left clear. */
const leastDensity = 2e-3;

/**
 * D* on the grid, p / (p + q), with q estimated from G's samples by a Gaussian kernel and p blurred by the same one: exactly
 * for a mixture, from the data otherwise. For hinge its sign about 1/2, since the best D there is sign(p - q).
 */
function bestOnGrid({ dataset, scene, config }: Observed, cells: Float32Array): Float32Array | null {
  const { data, samples } = scene.gan;
  if (!samples || scene.kind !== 'points') return null;
  const blurred = dataset?.mixture && convolve(dataset.mixture, defaultBandwidth);
  const logP = blurred ? (x: Float32Array) => logDensity(blurred, x) : logKernelDensity(data, 2);
  const logQ = logKernelDensity(samples, 2);
  return Float32Array.from({ length: cells.length / 2 }, (_, k) => {
    const x = cells.subarray(2 * k, 2 * k + 2);
    const [p, q] = [Math.exp(logP(x)), Math.exp(logQ(x))];
    if (p + q < leastDensity) return 0.499; // clear, and outside the line where D* is 1/2
    if (config.loss === 'hinge') return p > q ? 1 : 0;
    return p / (p + q);
  });
}

async function lookAtForce(race: Observed): Promise<void> {
  const { samples } = race.scene.gan;
  if (!samples) return;
  const { dim } = race.opened;
  const force = await race.session.probe('gan', 'force', samples.slice(0, arrowsShown * dim));
  race.scene.gan.force = race.scene.kind === 'points' ? force : null;
  let sum = 0;
  for (let i = 0; i < force.length; i += dim) sum += Math.hypot(...force.subarray(i, i + dim));
  race.meanForce = sum / Math.max(1, force.length / dim);
}

async function lookAtField(race: Observed): Promise<void> {
  const where = fieldPoints(frameOf(race));
  const t = shownLevel(race);
  const eps = await race.session.probe('ddpm', 'eps', where, { t });
  race.scene.ddpm.field = eps.map((e) => -e);
  updateExactField(race);
}

/** Cheap enough for the page's own thread: one sum over the mixture for each arrow. */
export function updateExactField(race: Pick<Observed, 'root' | 'dataset' | 'scene' | 'fieldT' | 'config'>): void {
  const { dataset, scene, config } = race;
  if (!dataset?.mixture || !checked(race.root, 'ddpm.exact')) return;
  const alphaBar = createSchedule(config.schedule, config.T).alphasCumprod[shownLevel(race) - 1]!;
  scene.ddpm.exact = exactField(dataset.mixture, alphaBar, fieldPoints(planeFrame(100, scene.extent)));
}

async function measure(race: Observed, model: 'gan' | 'ddpm'): Promise<void> {
  const { step, config } = race;
  const measurement = await watched(
    (progress) => race.session.measure(model, undefined, progress),
    (far) => showLooking(race.root, far && `The diffusion model draws what is measured: ${far}.`),
  );
  race.history.addReading(model, step, measurement.values);
  showMeasurement(race.root, model, measurement, {
    modes: race.dataset?.modes?.centres.length ?? 0,
    bands: race.opened.bands,
    passes: model === 'gan' ? 1 : Math.min(config.samplerSteps, config.T),
    T: config.T,
  });
}

export function createLooks(race: Observed): Record<LookName, Look> {
  const plane = () => race.scene.kind === 'points';
  const seen = () => race.awake;
  return {
    gan: { share: shares.gan, period: 0.15, run: () => lookAtGan(race), wanted: seen },
    D: { share: shares.D, period: 0.3, run: () => lookAtD(race), wanted: seen },
    force: { share: shares.force, period: 0.3, run: () => lookAtForce(race), wanted: seen },
    ddpm: { share: shares.ddpm, period: 0.4, run: () => lookAtDdpm(race), wanted: seen },
    field: {
      share: shares.field,
      period: 0.5,
      run: () => lookAtField(race),
      wanted: () => seen() && plane() && checked(race.root, 'ddpm.field'),
    },
    ganMetrics: { share: shares.ganMetrics, period: 1, run: () => measure(race, 'gan') },
    ddpmMetrics: { share: shares.ddpmMetrics, period: 1, run: () => measure(race, 'ddpm') },
  };
}

function mean(values: Float32Array): number {
  return values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : NaN;
}
