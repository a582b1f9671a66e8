import { describe, expect, it } from 'vitest';
import { narrate, tellMachine, type Told } from '../../src/components/demos/tradeOffs/narrate.ts';
import { frameOf, markAt, radiusOf } from '../../src/components/demos/tradeOffs/pictures.ts';
import { stillLife } from '../../src/components/demos/tradeOffs/recorded.ts';
import {
  axisNames,
  front,
  marksOf,
  start,
  studyNames,
  timed,
  type Row,
  type Scene,
  type Scenes,
} from '../../src/components/demos/tradeOffs/scene.ts';

const row = (title: string, time: number, quality: number, family: Row['family'] = 'gan'): Row => ({
  arm: title,
  title,
  family,
  colour: 'gan',
  values: {
    time: [time, 3 * time],
    evaluations: [1, 1],
    quality: [quality, quality],
    coverage: [null, 0.1],
    distance: [1, 1],
  },
});
const scene: Scene = {
  title: 'Toy',
  device: 'a machine',
  seeds: 2,
  samples: 10,
  perfect: { quality: [0.97, 0.98] },
  rows: [row('quick', 1, 0.5), row('good', 4, 0.9, 'diffusion'), row('beaten', 5, 0.8), row('more than perfect', 9, 0.99), row('more still', 10, 0.995)], // prettier-ignore
};
const settings = { ...start, x: 'time', y: 'quality' } as const;
const toldOf = (part: Partial<Told> = {}): Told => {
  const marks = marksOf(scene, settings);
  return { scene, settings, marks, front: front(marks, settings, scene.perfect), picked: null, machine: {}, timing: null, far: '', ...part }; // prettier-ignore
};

describe('the trade-offs', () => {
  it('have a front that a beaten point is not on, and on which nothing is won beyond perfection', () => {
    const titles = toldOf().front.map((mark) => mark.row.title);
    expect(titles).toEqual(['quick', 'good', 'more than perfect']); // 'more still' is as good, in the band's eyes, and slower
  });

  it('leave out families that are hidden, and rows without a value for every seed', () => {
    const hidden = marksOf(scene, { ...settings, families: { ...start.families, diffusion: false } });
    expect(hidden.map((mark) => mark.row.title)).not.toContain('good');
    expect(marksOf(scene, { ...settings, y: 'coverage' })).toHaveLength(0);
  });

  it('span the seeds around their mean', () => {
    const [mark] = marksOf(scene, settings);
    expect(mark!.x).toBe(2);
    expect(mark!.spanX).toEqual([1, 3]);
  });

  it('find the mark under a finger, and none in an empty corner', () => {
    const told = toldOf();
    const frame = frameOf(told, 600, 400);
    const mark = told.marks[1]!;
    expect(markAt(told, 600, 400, frame.x(mark.x) + 3, frame.y(mark.y) - 3)).toBe(mark);
    expect(markAt(told, 600, 400, 595, 395)).toBeNull();
    expect(radiusOf(0.005)).toBeGreaterThan(radiusOf(0.8));
  });

  it('are recorded for every study, with marks on every pair of axes', () => {
    const { frozen, words } = stillLife();
    const scenes = JSON.parse(frozen) as Scenes;
    expect(words).toContain('On the front');
    for (const study of studyNames) {
      for (const x of axisNames) {
        for (const y of axisNames) {
          const wanted = { ...start, study, x, y };
          const marks = marksOf(scenes[study], wanted);
          expect(marks.length).toBeGreaterThan(2);
          expect(front(marks, wanted, scenes[study].perfect).length).toBeGreaterThan(0);
        }
      }
    }
    for (const { rows } of timed)
      for (const title of rows) expect(scenes.ring.rows.map((r) => r.title)).toContain(title);
  });

  it('compare the machine with the record in passes: as fast is once', () => {
    const recorded = (JSON.parse(stillLife().frozen) as Scenes).ring;
    const of = (title: string) => recorded.rows.find((r) => r.title === title)!.values.time as number[];
    const then = (title: string) => of(title).reduce((sum, v) => sum + v, 0) / of(title).length;
    const [gan, edm] = [timed[0].rows[0], timed[1].rows[0]];
    const text = tellMachine(toldOf({ scene: recorded, machine: { [gan]: then(gan) / 2, [edm]: 4 * then(edm) } }));
    expect(text).toContain('2 times as fast as recorded');
    expect(text).toContain('4 times as slow as recorded');
    expect(narrate(toldOf({ timing: 0 }))).toBe('Timing your machine, model 1 of 3 …');
    expect(narrate(toldOf({ timing: 1, far: 'draw 2 of 4' }))).toBe('Timing your machine, model 2 of 3: draw 2 of 4 …');
  });
});
