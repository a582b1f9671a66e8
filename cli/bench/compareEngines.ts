/** One case on several engines: agreement first, then blocks of steps in turn, so that all meet the same machine. */
import { workOf, type BenchCase } from './cases.ts';
import type { Counts } from './counters.ts';
import type { Device, EngineName, Served } from './engine.ts';
import { limitOf, type Limits } from './limits.ts';
import { pairedRatio, summary, type Summary } from './statistics.ts';

export interface Contestant {
  name: EngineName;
  title: string;
  engine: Served;
}

export interface Row {
  engine: EngineName;
  title: string;
  /** Milliseconds a step as a clock sees it. */
  wall: Summary;
  /** Milliseconds of processor time a step, where it can be known. */
  processor: Summary | null;
  stepsPerBlock: number;
  /** Largest relative difference of a loss to the reference's over the first steps; null where nothing is computed. */
  disagreement: number | null;
  counts: Counts | null;
  /** This engine's time over the other's, paired by round. Processor time where it is known. */
  toEager: number | null;
  toJax: number | null;
  /** Time over the least time possible here. */
  toLimit: number | null;
  limitedBy: string | null;
}

export interface CaseResult {
  case: string;
  title: string;
  agreementSteps: number;
  rows: Row[];
  /** Engines that could not be timed, and why. */
  refused: Record<string, string>;
}

export interface Options {
  device: Device;
  repetitions: number;
  blockMilliseconds: number;
  limits: Limits | null;
  /** False where the device computes nothing. */
  computes: boolean;
}

const agreementSteps = 6;
/** Losses in single precision, summed in different orders, fed back through Adam. */
const tolerance = 1e-4;

function disagreement(a: number[][], b: number[][]): number {
  const differences = a.flatMap((losses, step) =>
    losses.map((loss, i) => Math.abs(loss - b[step]![i]!) / Math.max(1e-3, Math.abs(b[step]![i]!))),
  );
  return differences.every(Number.isFinite) ? Math.max(...differences) : Infinity;
}

const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

/** How many steps fill a block, from two trials. */
async function stepsFor(engine: Served, milliseconds: number): Promise<number> {
  await engine.time(5);
  const first = (await engine.time(2)).total / 2;
  const second = first < milliseconds / 8 ? (await engine.time(8)).total / 8 : first;
  return Math.max(1, Math.min(2000, Math.round(milliseconds / Math.min(first, second))));
}

export async function compareEngines(
  c: BenchCase,
  contestants: readonly Contestant[],
  { device, repetitions, blockMilliseconds, limits, computes }: Options,
): Promise<CaseResult> {
  const refused: Record<string, string> = {};
  const differences = new Map<Contestant, number | null>();
  let reference: number[][] | null = null;
  for (const contestant of contestants) {
    try {
      await contestant.engine.open(c.name);
      const losses = await contestant.engine.losses(agreementSteps);
      if (!computes) {
        differences.set(contestant, null);
        continue;
      }
      reference ??= losses;
      const difference = disagreement(losses, reference);
      if (!(difference <= tolerance)) {
        throw new Error(
          `Its losses differ from ${contestants[0]!.title}'s by ${difference.toPrecision(3)}: not timed.`,
        );
      }
      differences.set(contestant, difference);
    } catch (error) {
      refused[contestant.title] = sentence(error);
    }
  }
  const timed = contestants.filter((contestant) => differences.has(contestant));
  const blocks = new Map<Contestant, number>();
  for (const contestant of timed) blocks.set(contestant, await stepsFor(contestant.engine, blockMilliseconds));

  const wall = new Map(timed.map((contestant): [Contestant, number[]] => [contestant, []]));
  const processor = new Map(timed.map((contestant): [Contestant, number[]] => [contestant, []]));
  for (let round = 0; round < repetitions; round++) {
    for (let i = 0; i < timed.length; i++) {
      const contestant = timed[(i + round) % timed.length]!;
      const steps = blocks.get(contestant)!;
      const time = await contestant.engine.time(steps);
      wall.get(contestant)!.push(time.total / steps);
      if (time.processor !== undefined) processor.get(contestant)!.push(time.processor / steps);
    }
  }

  const used = (contestant: Contestant) =>
    processor.get(contestant)!.length > 0 ? processor.get(contestant)! : wall.get(contestant)!;
  /** The fastest contestant of that name: jax-js has a row with threads and one without. */
  const rival = (name: EngineName) =>
    timed
      .filter((contestant) => contestant.name === name)
      .sort((a, b) => summary(used(a)).median - summary(used(b)).median)[0];
  const ratio = (contestant: Contestant, other: Contestant | undefined) =>
    other && other !== contestant ? pairedRatio(used(contestant), used(other)) : null;

  const rows: Row[] = [];
  for (const contestant of timed) {
    const counts = device === 'webgpu' ? await contestant.engine.count().catch(() => null) : null;
    const limit = limits && limitOf(workOf(c), counts?.dispatches ?? 1, limits);
    const best = summary(used(contestant)).median;
    rows.push({
      engine: contestant.name,
      title: contestant.title,
      wall: summary(wall.get(contestant)!),
      processor: processor.get(contestant)!.length > 0 ? summary(processor.get(contestant)!) : null,
      stepsPerBlock: blocks.get(contestant)!,
      disagreement: differences.get(contestant) ?? null,
      counts,
      toEager: ratio(contestant, rival('eager')),
      toJax: ratio(contestant, rival('jax')),
      toLimit: limit && Number((best / limit.milliseconds).toPrecision(3)),
      limitedBy: limit && limit.by,
    });
  }
  return { case: c.name, title: c.title, agreementSteps, rows, refused };
}
