import { expect, it } from 'vitest';
import { narrate, type Scene } from '../../../src/components/demos/race/narrate.ts';
import { pendingSentence, pendingSettings } from '../../../src/components/demos/race/settings.ts';
import { clock, duration } from '../../../src/components/demos/race/format.ts';
import { roundUp } from '../../../src/components/demos/race/charts.ts';
import { defaultConfig } from '../../../src/lib/experiments/config.ts';

const scene: Scene = {
  step: 500,
  loss: 'nonSaturating',
  beliefReal: 0.6,
  beliefFake: 0.4,
  force: 0.5,
  modes: { gan: 8, ddpm: 8, of: 8 },
  overFloor: 1.08,
  eps: 0.2,
  insideBand: { gan: false, ddpm: false },
  far: false,
  quality: { gan: 0.9, ddpm: 0.95 },
};

it.each([
  ['the start', { step: 0 }, /random start/],
  [
    'a D that wins',
    { beliefReal: 0.97, beliefFake: 0.02, force: 1 },
    /^D is ahead: .* 0\.97 .* 0\.02, and pulls hard at G\./,
  ],
  [
    'a D that wins and saturates',
    { beliefReal: 0.99, beliefFake: 0.001, force: 0.001, loss: 'minimax' },
    /G’s gradient is small/,
  ],
  ['a G that fools D', { beliefReal: 0.4, beliefFake: 0.5 }, /^G is ahead/],
  ['missing modes', { modes: { gan: 3, ddpm: 8, of: 8 } }, /^G covers 3 of 8 modes/],
  ['bridges between modes', { quality: { gan: 0.4, ddpm: 0.95 } }, /60 % of its samples lie between them/],
  ['an even game', { beliefReal: 0.52, beliefFake: 0.5 }, /near the equilibrium/],
  [
    'a generator far away and a blind D',
    { beliefReal: 0.5, beliefFake: 0.5, modes: null, quality: null, far: true },
    /still far from the data/,
  ],
  ['a converged GAN', { insideBand: { gan: true, ddpm: false } }, /G’s samples cannot be told from fresh data/],
  ['a loss near its floor', {}, /The noise loss is 1\.08 times its floor; 95 % of its samples lie inside a mode\.$/],
  ['an early diffusion model', { overFloor: 2.5 }, /2\.50 times its floor: the net still learns where the data lies/],
  ['no floor known', { overFloor: NaN, eps: 0.31 }, /The noise loss is 0\.31, where guessing zero gets 1\.$/],
  ['a diffusion model that learned nothing', { overFloor: NaN, eps: 0.999 }, /1 is what guessing zero gets/],
] as const)('tells of %s', (_, changes, sentence) => {
  expect(narrate({ ...scene, ...changes } as Scene)).toMatch(sentence);
});

it('says something sensible when it knows nothing yet', () => {
  const unknown = {
    beliefReal: NaN,
    beliefFake: NaN,
    force: NaN,
    modes: null,
    overFloor: NaN,
    eps: NaN,
    quality: null,
  };
  expect(narrate({ ...scene, ...unknown, insideBand: { gan: null, ddpm: null } })).toBe(
    'The first steps are under way.',
  );
});

it('only settings that need a new model wait for Reset', () => {
  expect(pendingSettings({ T: 500, learningRate: 1, seed: defaultConfig.seed, data: 'moons' }, defaultConfig)).toEqual([
    'data',
    'T',
  ]);
  expect(pendingSentence(['the seed', 'T'])).toMatch(/^The seed and T take effect on Reset/);
  expect(pendingSentence(['T'])).toMatch(/^T takes effect on Reset/);
  expect(pendingSentence([])).toBe('');
});

it('formats times for readers', () => {
  expect([clock(0), clock(61.4), clock(Infinity)]).toEqual(['0:00', '1:01', '–']);
  expect([duration(0.41), duration(6.2), duration(84.3), duration(1300), duration(12_000)]).toEqual([
    '0.41 ms',
    '6.2 ms',
    '84 ms',
    '1.3 s',
    '12 s',
  ]);
});

it('rounds axes up in few steps', () => {
  expect([0.9, 1.01, 21, 0.00031].map(roundUp)).toEqual([1, 1.5, 30, 0.0005]);
  expect(roundUp(0)).toBe(1);
});
