/** What the committed studies say about losses of GANs on points: a row for each recipe, and what held its D back. */
import { meanAndSpread, type ArmResult } from '../experiments/study.ts';
import { mean } from '../theory/mean.ts';
import { studies, type Study } from './studies.ts';

type DataSet = 'ring' | 'grid25';

export interface LossRow {
  title: string;
  /** Whether a penalty on the slope of D is part of the recipe. */
  held: boolean;
  /** Mean ± standard deviation over seeds. */
  cells: Record<DataSet, { modes: string; hq: string }>;
}

interface Arm {
  name: string;
  title: string;
  held: boolean;
  runs: ArmResult[];
}

/** GAN arms of a study with the runs of each. */
export function ganArms({ arms, results }: Pick<Study, 'arms' | 'results'>): Arm[] {
  return arms
    .filter(({ model }) => model === 'gan')
    .map(({ name, title, config }) => ({
      name,
      title,
      held: config.penalty !== undefined && config.penalty !== 'none',
      runs: results.filter(({ arm, fault }) => arm === name && fault === null),
    }));
}

const metric = ({ runs }: Arm, name: 'modes' | 'hq'): number[] =>
  runs.flatMap(({ samplings }) => samplings[0]?.metrics[name] ?? []);
export interface Sides {
  /** With a penalty on the slope: modes of the worst recipe, and the range of samples in modes. Means over seeds. */
  held: { worst: number; hq: { least: number; most: number } };
  /** Without: modes of the best recipe. */
  free: { best: number };
}

export function sides(arms: readonly Arm[]): Sides {
  const means = (held: boolean, name: 'modes' | 'hq') =>
    arms.filter((arm) => arm.held === held).map((arm) => mean(metric(arm, name)));
  const hq = means(true, 'hq');
  return {
    held: { worst: Math.min(...means(true, 'modes')), hq: { least: Math.min(...hq), most: Math.max(...hq) } },
    free: { best: Math.max(...means(false, 'modes')) },
  };
}

function study(name: DataSet): Study {
  const found = studies.find(({ experiment }) => experiment === name);
  if (!found)
    throw new Error(`Expected public/runs/study-${name}.json; "npm run experiments -- --only ${name}" makes it.`);
  return found;
}

const arms = { ring: ganArms(study('ring')), grid25: ganArms(study('grid25')) };
const cell = (arm: Arm) => ({ modes: meanAndSpread(metric(arm, 'modes'), 1), hq: meanAndSpread(metric(arm, 'hq'), 2) });
const hinge = arms.grid25.find(({ name }) => name === 'hinge')!.runs.map(({ losses }) => losses['gan.d']!.last);

export const lossStudy = {
  rows: arms.ring.map((arm): LossRow => {
    const other = arms.grid25.find(({ name }) => name === arm.name)!;
    return { title: arm.title, held: arm.held, cells: { ring: cell(arm), grid25: cell(other) } };
  }),
  seeds: { ring: study('ring').seeds.length, grid25: study('grid25').seeds.length },
  perfect: study('ring').perfectSampler.hq!.median,
  ring: sides(arms.ring),
  grid25: sides(arms.grid25),
  /** D's loss at the end of the hinge's runs on the grid. */
  hinge: { least: Math.min(...hinge), most: Math.max(...hinge) },
};
