/** The session as a plain object: it opens an experiment, trains it, and answers questions about it. See types.ts. */
import { framesOf } from '../control.ts';
import { loadAnyDataset } from '../data/any.ts';
import { createSchedule } from '../diffusion/schedule.ts';
import { chooseBackend, type BackendReport, type WasmPaths } from '../engine/backends.ts';
import { demandHealth, read } from '../engine/health.ts';
import { asMemoryFault } from '../engine/outOfMemory.ts';
import { demandMemory } from '../engine/memory.ts';
import { lossReferences } from '../experiments/build.ts';
import { liveKeys } from '../experiments/config.ts';
import { classesOf } from '../experiments/fit.ts';
import { findExperiment, resolveConfig } from '../experiments/index.ts';
import { memoryNeed } from '../experiments/need.ts';
import { measure, perfectBands } from '../metrics/index.ts';
import type { Model } from '../model.ts';
import * as tf from '../tf.ts';
import { lossFloorPerT } from '../theory/lossFloor.ts';
import { checkControl, checkLabel } from './checkControl.ts';
import { LossLog } from './lossLog.ts';
import { metricPoints, startRun, type Run } from './run.ts';
import { drain, drawSamples, type Follower } from './sampling.ts';
import { timeSample, timeStep } from './stepTime.ts';
import { loadTrained } from './trained.ts';
import { trainRun } from './training.ts';
import type { Opened, OpenRequest, Session, SessionSnapshot, WalkProgress } from './types.ts';
import { notFinite, Watch } from './watch.ts';

/** Fewer for images: 64 dimensions take longer to compare. */
const metricImages = 400;
/** Fewer still where a sample is a U-Net's work on hundreds of pixels: a reading must not take minutes. */
const metricLargeImages = 64;
const largeImage = 64;
const drawnData = 1500;

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

/** These settings of a request, without those that it leaves open. */
const given = <T extends object, K extends keyof T>(request: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.filter((key) => request[key] !== undefined).map((key) => [key, request[key]])) as Pick<T, K>;

/** What the page is told of a model. */
function describe({ parameters, control }: Model): Opened['models'][string] {
  if (!control) return { parameters, control: null };
  const offer = given(control, ['kinds', 'latentDim', 'classes', 'layers']); // functions do not cross to the page
  return { parameters, control: offer };
}

export interface Platform {
  wasmPaths: WasmPaths;
  /** Names this build: times taken with another are not believed. None: times are not kept. */
  build?: string;
}

export function createSession({ wasmPaths, build }: Platform): Session {
  let run: Run | null = null;
  let backend: BackendReport | null = null;
  /** What the backend was chosen for: the same question is not timed twice. */
  let answered = '';
  let pausing = false;
  let training: Promise<unknown> | null = null;
  /** Samples, edits and so on that are being drawn. */
  const walks = new Set<Promise<unknown>>();
  let stops = 0;
  const log = new LossLog();
  const watch = new Watch();

  function current(): Run {
    if (!run) throw new Error('No experiment is open in this session. Open one first.');
    return run;
  }
  function modelOf(name: string): Model {
    const { models } = current();
    const model = models[name];
    if (!model) throw new Error(`This session has no model "${name}"; it has ${Object.keys(models).join(' and ')}.`);
    return model;
  }
  /** Lets a walk be stopped, and whoever closes the session wait until it has let go of the model. */
  function walking<T>(progress: WalkProgress | undefined, start: (follower: Follower) => Promise<T>): Promise<T> {
    const before = stops;
    const walk = start({ progress, stopped: () => stops !== before });
    const entry = walk.catch(() => {}).finally(() => walks.delete(entry));
    walks.add(entry);
    return walk;
  }
  async function close() {
    pausing = true;
    stops += 1;
    await Promise.all([training?.catch(() => {}), ...walks]);
    log.clear();
    watch.forget();
    for (const model of Object.values(run?.models ?? {})) model.dispose();
    run = null;
  }

  async function open(request: OpenRequest): Promise<Opened> {
    await close();
    demandHealth();
    const experiment = findExperiment(request.experiment);
    const trained =
      request.trained === undefined
        ? null
        : await loadTrained(request.experiment, request.trained, request.assets, request.config);
    const config = trained?.config ?? resolveConfig(experiment, request.config);
    const names = trained ? [trained.model] : (request.models ?? experiment.models);
    demandMemory(memoryNeed(names, config));
    const shape = request.own ? null : (trained?.shape ?? null);
    const dataset = shape ?? (await loadAnyDataset(config.data, request.assets, request.own));
    const start = () => startRun(request.experiment, names, config, dataset);
    const wanted = request.backend ?? 'auto';
    const size = [names, config.net, config.channels, config.budget, config.batchSize, dataset.dim, trained !== null];
    const question = JSON.stringify([wanted, request.avoid, size]);
    if (!backend || question !== answered) {
      backend = await chooseBackend({
        wanted,
        avoid: request.avoid ?? {},
        wasmPaths,
        ...(build !== undefined && { keyOf: (adapter) => JSON.stringify([build, adapter, size]) }),
        known: request.known ?? {},
        timeStep: (limit) => (trained ? timeSample : timeStep)(start(), limit),
      });
      answered = question;
    }
    run = start();
    if (trained) {
      const further = run.rng.fork('further training').state();
      run.models[trained.model]!.restore(trained.snapshot(further));
      run.step = trained.steps;
    }
    const schedule = createSchedule(config.schedule, config.T);
    const floorPerT =
      names.includes('ddpm') && dataset.mixture
        ? Float32Array.from(lossFloorPerT(dataset.mixture, schedule.alphasCumprod))
        : null;
    const imagesMeasured = dataset.dim > largeImage ? metricLargeImages : metricImages;
    const metricSamples = dataset.images ? imagesMeasured : metricPoints;
    Object.assign(run, { metricSamples, floorPerT });
    return {
      config,
      backend,
      dim: dataset.dim,
      step: run.step,
      models: Object.fromEntries(names.map((name) => [name, describe(run!.models[name]!)])),
      references: lossReferences(names, config, floorPerT),
      floorPerT,
      bands:
        !shape && (names.includes('gan') || names.includes('ddpm'))
          ? perfectBands(dataset, metricSamples, run.rng.fork('bands'))
          : {},
      metricSamples,
      data: shape ? new Float32Array() : dataset.sample(drawnData, run.rng.fork('figure')),
    };
  }

  const train: Session['train'] = (report, options = {}) => {
    if (training) throw new Error('This session is training already. Pause it first.');
    const state = current();
    pausing = false;
    const isOpen = () => run === state;
    const loop = { log, watch, isOpen, pausing: () => pausing || !isOpen() };
    const running = trainRun(state, loop, report, options)
      .catch((error: unknown) => {
        log.clear();
        watch.forget();
        throw asMemoryFault(error);
      })
      .finally(() => (training = null));
    training = running;
    return running;
  };

  return {
    open,
    train,
    async pause() {
      pausing = true;
    },
    async set(changes) {
      const state = current();
      const live = Object.fromEntries(
        Object.entries(changes).filter(([key]) => (liveKeys as readonly string[]).includes(key)),
      );
      state.config = { ...state.config, ...live };
      for (const model of Object.values(state.models)) model.set(state.config);
      return {
        config: state.config,
        references: lossReferences(Object.keys(state.models), state.config, state.floorPerT),
      };
    },
    async sample(name, request, progress) {
      const model = modelOf(name);
      const state = current();
      const rng = state.rng.fork(`sample ${request.seed ?? `next ${(state.sampleCount += 1)}`}`);
      const samplerSteps = Math.min(state.config.T, request.samplerSteps ?? state.config.samplerSteps);
      checkLabel(request.label, classesOf(state.config, state.dataset), request.n);
      const options = {
        rng,
        sampler: request.sampler ?? state.config.sampler,
        samplerSteps,
        eta: request.eta ?? state.config.eta,
        ...given(request, ['label', 'guidanceScale', 'truncation', 'mixing']),
      };
      return walking(progress, (follower) => drawSamples(model, request.n, request.frames ?? 0, options, follower));
    },
    async control(name, request, progress) {
      const model = modelOf(name);
      const { dataset, config, rng } = current();
      checkControl(name, model.control, request, dataset.dim);
      const walk = model.control!.run(request, rng.fork('control'));
      const steps = request.kind === 'styles' ? 1 : (request.steps ?? config.samplerSteps);
      return walking(progress, (follower) => drain(walk, framesOf(request, steps), request.frames ?? 0, follower));
    },
    async stop() {
      stops += 1;
    },
    async probe(name, probe, points, options = {}) {
      const model = modelOf(name);
      const f = model.probes[probe];
      if (!f)
        throw new Error(`The model "${name}" has no probe "${probe}"; it has ${Object.keys(model.probes).join(', ')}.`);
      const { dim } = current().dataset;
      const result = tf.tidy(() => f(tf.tensor2d(points, [points.length / dim, dim]), options));
      return Float32Array.from(await read(result).finally(() => result.dispose()));
    },
    async evaluate(name, evaluation) {
      const model = modelOf(name);
      const state = current();
      const f = model.evaluations[evaluation];
      if (!f) throw new Error(`The model "${name}" has no evaluation "${evaluation}".`);
      const data = state.rng.fork('evaluation data'); // the same data and noise each time: a fair comparison over training
      return f((n) => state.dataset.sample(n, data), state.rng.fork('evaluation'));
    },
    async measure(name, wanted, progress) {
      const state = current();
      const n = wanted ?? state.metricSamples;
      const { x, seconds } = await this.sample(name, { n, seed: 0 }, progress);
      const reference = state.dataset.sample(n, state.rng.fork('reference'));
      return { values: measure(state.dataset, x, reference, state.rng.fork('measure')), n, sampleSeconds: seconds };
    },
    async snapshot() {
      const { experiment, config, step, seconds, models, streams, sampleCount } = current();
      const entries = Object.entries(models).map(async ([name, model]) => [name, await model.snapshot()] as const);
      const states = Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, stream.state()]));
      const snapshot: SessionSnapshot = {
        experiment,
        config,
        backend: backend!.name,
        step,
        seconds,
        models: Object.fromEntries(await Promise.all(entries)),
        streams: states,
        sampleCount,
      };
      for (const [name, { tensors }] of Object.entries(snapshot.models)) {
        if (!Object.values(tensors).every(allFinite)) throw notFinite(`the weights of ${name}`, step);
      }
      return snapshot;
    },
    async restore(snapshot) {
      const state = current();
      const names = Object.keys(state.models).sort().join(' and ');
      for (const found of [snapshot.models, snapshot.streams].map((part) => Object.keys(part).sort().join(' and '))) {
        if (found !== names) throw new Error(`The saved state is of ${found || 'nothing'}; this run trains ${names}.`);
      }
      try {
        for (const [name, saved] of Object.entries(snapshot.models)) modelOf(name).restore(saved);
      } catch (error) {
        await close(); // one model may have been restored, and another not
        throw error;
      }
      for (const [name, saved] of Object.entries(snapshot.streams)) state.streams[name]!.restore(saved);
      Object.assign(state, { step: snapshot.step, seconds: snapshot.seconds, sampleCount: snapshot.sampleCount });
    },
    async ping() {},
    close,
  };
}
