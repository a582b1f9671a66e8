/** One arm of a comparison: train it, draw from it in each of its ways, measure what was drawn. Commands share it. */
import type { BackendName } from '../src/lib/engine/backends.ts';
import type { Dataset } from '../src/lib/data/index.ts';
import type { OwnData } from '../src/lib/data/own.ts';
import type { Arm } from '../src/lib/experiments/arms.ts';
import type { Config } from '../src/lib/experiments/config.ts';
import type { ArmResult, SamplingResult } from '../src/lib/experiments/study.ts';
import type { ExperimentName } from '../src/lib/experiments/index.ts';
import { measure, type MetricName, type RealImages } from '../src/lib/metrics/index.ts';
import { createRng } from '../src/lib/random.ts';
import type { Session, SessionSnapshot } from '../src/lib/session/types.ts';
import { rounded } from './output.ts';
import { processorShare } from './processorShare.ts';
import { provenance } from './provenance.ts';
import { trainRun } from './run.ts';
import { drawWithProgress, labelsToTell } from './sampling.ts';

export interface ArmRun {
  result: ArmResult;
  /** Points drawn in each way, [n, dim] flat, in the order of the arm's samplings. */
  samples: Float32Array[];
  history: { steps: number[]; losses: Record<string, number[]> };
  snapshot: SessionSnapshot | null;
  interrupted: boolean;
}

export interface ArmRequest {
  arm: Arm;
  experiment: ExperimentName;
  dataset: Dataset;
  images?: RealImages | undefined;
  own?: OwnData | undefined;
  seed: number;
  /** Samples behind each row of metrics. */
  n: number;
  config?: Partial<Config>;
  backend: BackendName | 'auto';
  /** Looks at quality on the way: adds sampling to the run, not to its seconds. */
  looks?: number;
  /** Whether to keep the trained weights. */
  keep?: boolean;
}

const enough = 0.9;

export async function runArm(request: ArmRequest): Promise<ArmRun> {
  const { arm, experiment, dataset, images, own, seed, n, backend, looks = 20, keep = false } = request;
  let quality: ArmResult['quality'] = null;
  let look = 1;
  const modes = dataset.modes?.centres.length ?? 0;
  const onReport = async (session: Session, step: number, seconds: number, steps: number) => {
    if (quality || modes === 0 || step < (look * steps) / looks) return;
    look = Math.floor((step * looks) / steps) + 1;
    const { values } = await session.measure(arm.model, 1000);
    if (values.modes === modes && (values.hq ?? 0) >= enough) quality = { seconds: rounded(seconds), steps: step };
  };
  const config = { ...arm.config, ...request.config, seed };
  const trained = processorShare();
  const run = await trainRun({ experiment, models: [arm.model], config, backend, own, onReport, bearFaults: true });
  const { session, opened, history, interrupted } = run;
  // A GPU works while the processor waits: there the clock counts.
  const alone = opened.backend.name === 'webgpu';
  const share = alone ? 1 : trained();
  const reached = quality as ArmResult['quality']; // set in a callback, which the compiler does not see
  const rng = createRng(seed).fork('comparison');
  const reference = dataset.sample(n, rng.fork('reference'));
  const samples: Float32Array[] = [];
  const samplings: SamplingResult[] = [];
  if (!interrupted && run.fault === null) {
    for (const { title, told, ...sampling } of arm.samplings) {
      const label = labelsToTell(told, dataset, n, rng.fork('labels'));
      const drew = processorShare();
      const drawn = await drawWithProgress(session, arm.model, n, { ...sampling, ...(label && { label }) });
      const held = alone ? 1 : drew();
      samples.push(drawn.x);
      samplings.push({
        title,
        evaluations: drawn.evaluations,
        secondsPer1000: rounded((held * drawn.seconds * 1000) / n),
        metrics: short(measure(dataset, drawn.x, reference, rng.fork('measure'), images, label)),
      });
    }
  }
  const tail = (values: number[]) => values.slice(-Math.max(1, Math.round(values.length / 10)));
  const losses = Object.entries(history.losses).map(([name, values]) => {
    const last = tail(values).reduce((sum, v, _, all) => sum + v / all.length, 0);
    return [name, { last: rounded(last), reference: opened.references[name]?.value }] as const;
  });
  const snapshot = keep && !interrupted && run.fault === null ? await session.snapshot() : null;
  await session.close();
  return {
    samples,
    history,
    snapshot,
    interrupted,
    result: {
      arm: arm.name,
      title: arm.title,
      model: arm.model,
      seed,
      commit: provenance().versions.commit,
      steps: run.step,
      parameters: opened.models[arm.model]!.parameters,
      backend: opened.backend.name,
      trainingSeconds: rounded(share * run.seconds),
      processorShare: rounded(share),
      stepMilliseconds: rounded(share * (run.stepMilliseconds[arm.model] ?? NaN)),
      quality: reached && { ...reached, seconds: rounded(share * reached.seconds) },
      losses: Object.fromEntries(losses),
      samplings,
      fault: run.fault,
    },
  };
}

const short = (values: Partial<Record<MetricName, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)]));
