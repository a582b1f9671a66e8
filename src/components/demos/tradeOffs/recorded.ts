/** Build time only: the committed studies as the figure needs them, and its picture before the first touch. */
import { studies, type Study } from '../../../lib/book/studies.ts';
import { findExperiment } from '../../../lib/experiments/index.ts';
import { undisturbed } from '../../../lib/experiments/study.ts';
import type { MetricName } from '../../../lib/metrics/index.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { stills } from '../still.ts';
import { describe, narrate, type Told } from './narrate.ts';
import { paintTriangle } from './pictures.ts';
import {
  front,
  marksOf,
  start,
  studyNames,
  type AxisName,
  type FamilyName,
  type Row,
  type Scene,
  type Scenes,
} from './scene.ts';

const families: Record<string, FamilyName> = {
  gan: 'gan',
  stylegan: 'gan',
  vae: 'vae',
  reflow: 'few',
  consistency: 'few',
  denoisingGan: 'few',
};
const colours: Record<string, Row['colour']> = { gan: 'gan', stylegan: 'gan', denoisingGan: 'gan', vae: 'vae' };
const short = (v: number | undefined) => (v === undefined ? null : Number(v.toPrecision(4)));

function sceneOf(study: Study): Scene {
  const metrics: Partial<Record<AxisName, MetricName>> =
    study.data.length > 0 && study.perfectSampler.hq
      ? { quality: 'hq', coverage: 'modeKl', distance: 'swd' }
      : { quality: 'precision', coverage: 'coverage', distance: 'frechet' };
  const rows = study.arms.flatMap(({ name, title, model, samplings }) => {
    const runs = study.results.filter(({ arm }) => arm === name);
    return samplings.map(({ title: way }): Row => {
      const drawn = runs.flatMap((run) => run.samplings.filter((sampling) => sampling.title === way));
      const clocked = undisturbed(runs).flatMap((run) => run.samplings.filter((s) => s.title === way));
      const of = (axis: AxisName) => drawn.map((sampling) => short(sampling.metrics[metrics[axis]!]));
      return {
        arm: name,
        title: way === 'one pass' ? title : samplings.length > 1 ? `${title}: ${way}` : title,
        family: families[model] ?? 'diffusion',
        colour: colours[model] ?? 'diffusion',
        values: {
          time: clocked.map(({ secondsPer1000 }) => short(secondsPer1000)),
          evaluations: drawn.map(({ evaluations }) => evaluations),
          quality: of('quality'),
          coverage: of('coverage'),
          distance: of('distance'),
        },
      };
    });
  });
  const perfect = Object.fromEntries(
    Object.entries(metrics).flatMap(([axis, metric]) => {
      const band = study.perfectSampler[metric];
      return band ? [[axis, [short(band.low), short(band.high)]]] : [];
    }),
  ) as Scene['perfect'];
  return {
    title: findExperiment(study.experiment).title,
    device: study.device,
    seeds: study.seeds.length,
    samples: study.samples,
    perfect,
    rows,
  };
}

export function stillLife() {
  const scenes = Object.fromEntries(
    studyNames.map((name) => {
      const study = studies.find(({ experiment }) => experiment === name);
      if (!study) throw new Error(`There is no study of ${name} in public/runs: \`npm run experiments -- --only ${name}\` makes it.`); // prettier-ignore
      return [name, sceneOf(study)];
    }),
  ) as Scenes;
  const scene = scenes[start.study];
  const marks = marksOf(scene, start);
  const told: Told = {
    scene,
    settings: start,
    marks,
    front: front(marks, start, scene.perfect),
    picked: null,
    machine: {},
    timing: null,
    far: '',
  };
  const still = stills('to');
  const picture = (width: number, height: number, where: string) =>
    still(
      'triangle',
      width,
      height,
      describe(told),
      (pen) => paintTriangle(pen, width, height, cssTheme, told),
      `for-${where}`,
    );
  return {
    told,
    words: narrate(told),
    frozen: JSON.stringify(scenes).replaceAll('<', '\\u003c'),
    picture: picture(860, 420, 'wide') + picture(340, 400, 'narrow'),
  };
}
