/** `record-discriminator`: trains D once against two fixed densities and writes the run that the chapter shows at first. */
import { exactGame, line, readBelief, type Belief } from '../src/components/demos/optimalDiscriminator/game.ts';
import { experiments, resolveConfig } from '../src/lib/experiments/index.ts';
import type { Session } from '../src/lib/session/types.ts';
import { main } from './main.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { duration } from './progress.ts';
import { provenance } from './provenance.ts';
import { trainRun } from './run.ts';

const folder = 'public/runs';
const readings = 60;

/** Means over about 200 stretches of the run. */
function thin(values: readonly number[]): number[] {
  const stretch = Math.max(1, Math.ceil(values.length / 200));
  return Array.from({ length: Math.floor(values.length / stretch) }, (_, i) =>
    rounded(values.slice(i * stretch, (i + 1) * stretch).reduce((sum, v) => sum + v, 0) / stretch),
  );
}

async function look(session: Session): Promise<Belief> {
  const [logit, saturating, nonSaturating] = await Promise.all([
    session.probe('D', 'logit', line),
    session.probe('D', 'forceSaturating', line),
    session.probe('D', 'forceNonSaturating', line),
  ]);
  return { logit, saturating, nonSaturating };
}

async function record(): Promise<number> {
  const planned = resolveConfig(experiments.discriminator);
  prepareFolder(folder);
  const exact = { steps: [] as number[], values: [] as number[] };
  const run = await trainRun({
    experiment: 'discriminator',
    models: ['D'],
    config: {},
    backend: 'wasm',
    onReport: async (session, step) => {
      if (step < ((exact.steps.length + 1) * planned.steps) / readings) return;
      exact.steps.push(step);
      exact.values.push(rounded(readBelief(await look(session), exactGame(planned.separation)).value));
    },
  });
  if (run.interrupted) return 130;
  const belief = await look(run.session);
  const { config } = run.opened;
  const reading = readBelief(belief, exactGame(config.separation));
  const recorded = {
    ...provenance(),
    config,
    backend: run.opened.backend.name,
    seconds: rounded(run.seconds),
    steps: run.step,
    error: rounded(reading.error),
    batches: { steps: thin(run.history.steps), values: thin(run.history.losses['D.V']!) },
    exact: {
      steps: [...exact.steps.filter((step) => step < run.step), run.step],
      values: [...exact.values.slice(0, exact.steps.filter((step) => step < run.step).length), rounded(reading.value)],
    },
    belief: Object.fromEntries(
      Object.entries(belief).map(([name, values]) => [name, Array.from(values as Float32Array, rounded)]),
    ),
  };
  writeWhole(folder, 'discriminator.json', JSON.stringify(recorded));
  console.log(`Recorded ${run.step} steps in ${duration(run.seconds)}: ${folder}/discriminator.json`);
  return 0;
}

await main(record);
