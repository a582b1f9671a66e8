/** Several arms, several seeds, one after another; what is done is kept, so that an interrupted study goes on where it was. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendName } from '../src/lib/engine/backends.ts';
import type { Dataset } from '../src/lib/data/index.ts';
import type { OwnData } from '../src/lib/data/own.ts';
import type { Arm } from '../src/lib/experiments/arms.ts';
import type { Config } from '../src/lib/experiments/config.ts';
import type { ArmResult } from '../src/lib/experiments/study.ts';
import type { ExperimentName } from '../src/lib/experiments/index.ts';
import type { RealImages } from '../src/lib/metrics/index.ts';
import { writeWhole } from './output.ts';
import { runArm, type ArmRun } from './runArm.ts';

export interface StudyRequest {
  experiment: ExperimentName;
  dataset: Dataset;
  images?: RealImages | undefined;
  own?: OwnData | undefined;
  arms: readonly Arm[];
  seeds: readonly number[];
  n: number;
  config?: Partial<Config>;
  backend: BackendName | 'auto';
  /** Where each finished run is kept. */
  folder: string;
  /** Called after each run that was made now, not read back. */
  onRun?: (run: ArmRun, arm: Arm, seed: number) => Promise<void> | void;
}

/** What a figure shows of an arm's first seed. */
export interface Shown {
  history: { steps: number[]; losses: Record<string, number[]> };
  samples: number[][];
}

export const writeShown = (folder: string, arm: Arm, shown: Shown): void =>
  writeWhole(folder, `${arm.name}-shown.json`, JSON.stringify(shown));

export function readShown(folder: string, arm: Arm): Shown | null {
  const path = join(folder, `${arm.name}-shown.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Shown) : null;
}

export interface Study {
  results: ArmResult[];
  interrupted: boolean;
}

/** Everything that a kept result depends on; another question is answered anew. */
const question = ({ experiment, n, config, backend }: StudyRequest, arm: Arm, seed: number) =>
  JSON.stringify({ experiment, n, config: config ?? {}, backend, arm, seed });

export async function runStudy(request: StudyRequest): Promise<Study> {
  const { experiment, dataset, images, own, arms, seeds, n, config = {}, backend, folder, onRun } = request;
  mkdirSync(folder, { recursive: true });
  const results: ArmResult[] = [];
  const plan = seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));
  for (const [i, { arm, seed }] of plan.entries()) {
    const asked = question(request, arm, seed);
    const file = `${arm.name}-${seed}.json`;
    const kept = readKept(join(folder, file), asked);
    if (kept) {
      results.push(kept);
      continue;
    }
    process.stderr.write(`${i + 1} of ${plan.length}: ${arm.title}, seed ${seed}\n`);
    const run = await runArm({
      arm,
      experiment,
      dataset,
      images,
      own,
      seed,
      n,
      config,
      backend,
      keep: onRun !== undefined,
    });
    if (run.interrupted) return { results, interrupted: true };
    results.push(run.result);
    await onRun?.(run, arm, seed);
    writeWhole(folder, file, `${JSON.stringify({ asked, result: run.result }, null, 1)}\n`); // last: its files are there
  }
  return { results, interrupted: false };
}

function readKept(path: string, asked: string): ArmResult | null {
  if (!existsSync(path)) return null;
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { asked: string; result: ArmResult };
    return kept.asked === asked ? kept.result : null;
  } catch {
    return null; // half a file, or another program's: done again
  }
}
