/** What the figure says of itself. */
import { axisTitle, lowerIsBetter, timed, type Mark, type Machine, type Scene, type Settings } from './scene.ts';

export interface Told {
  scene: Scene;
  settings: Settings;
  marks: Mark[];
  front: Mark[];
  picked: Mark | null;
  machine: Machine;
  /** Of the arms that are timed, while they are. */
  timing: number | null;
  /** How far the draw is that is timed, once it takes long. */
  far: string;
}

export const short = (v: number): string =>
  v !== 0 && Math.abs(v) < 0.001 ? v.toExponential(1).replace('-', '−') : String(Number(v.toPrecision(3)));
const ranged = (value: number, [low, high]: [number, number]) =>
  high > low ? `${short(value)} (${short(low)} to ${short(high)})` : short(value);
/** Names with commas of their own are parted by semicolons. */
const list = (names: string[]) => {
  if (names.length < 2) return names[0] ?? '';
  const [between, last] = names.some((name) => name.includes(',')) ? ['; ', '; and '] : [', ', ' and '];
  return `${names.slice(0, -1).join(between)}${last}${names.at(-1)!}`;
};

export function namePicked({ picked, settings }: Told): string {
  if (!picked) return '';
  const { study, x, y } = settings;
  const values = [
    `${axisTitle(x, study)} ${ranged(picked.x, picked.spanX)}`,
    ...(x === y ? [] : [`${axisTitle(y, study)} ${ranged(picked.y, picked.spanY)}`]),
  ];
  return `${picked.row.title}: ${values.join(', ')}.`;
}

/** The reader's times beside the recorded ones, of one network pass. */
export function tellMachine({ machine, scene }: Told): string {
  const passes = [
    { row: timed[0].rows[0], name: 'the GAN' },
    { row: timed[1].rows[0], name: 'the diffusion model' },
  ].flatMap(({ row, name }) => {
    const here = machine[row];
    const recorded = scene.rows.find(({ title }) => title === row);
    if (here === undefined || !recorded) return [];
    const evaluations = recorded.values.evaluations[0] ?? 1;
    const then = recorded.values.time.filter((v) => v !== null);
    const mean = then.reduce((sum, v) => sum + v, 0) / then.length;
    const factor = mean / here;
    const compared = factor >= 1 ? `${short(factor)} times as fast as` : `${short(1 / factor)} times as slow as`;
    return [`${short((1000 * here) / evaluations)} ms for ${name}, ${compared} recorded`];
  });
  return passes.length > 0 ? `Here a pass of 1,000 points takes ${passes.join('; ')}.` : '';
}

export function narrate(told: Told): string {
  const { scene, settings, marks, front, timing, far } = told;
  if (timing !== null) return `Timing your machine, model ${timing + 1} of ${timed.length}${far && `: ${far}`} …`;
  if (marks.length === 0) return 'Nothing is shown: choose a family, or an axis on which these models have a value.';
  const picked = namePicked(told);
  const mine = settings.study === 'ring' ? tellMachine(told) : '';
  const most = 4;
  const names = front.slice(0, most).map(({ row }) => row.title);
  const more = front.length > most ? [`${front.length - most} more`] : [];
  const ends = `${scene.title}: ${marks.length} ${marks.length === 1 ? 'way' : 'ways'} of drawing. On the front: ${list([...names, ...more])}.`;
  return [mine, picked || ends].filter(Boolean).join(' ');
}

/** For a screen reader. */
export function describe(told: Told): string {
  const { settings, scene, marks, front } = told;
  const { study, x, y } = settings;
  const better = (axis: Settings['x']) => (lowerIsBetter(axis, study) ? 'less is better' : 'more is better');
  return (
    `${scene.title}. Across: ${axisTitle(x, study)}, ${better(x)}; up: ${axisTitle(y, study)}, ${better(y)}. ` +
    (marks.length === 0
      ? 'No point is shown.'
      : `Points: ${marks.length}; on the front ${front.length}: ${list(front.map(({ row }) => row.title))}.`)
  );
}
