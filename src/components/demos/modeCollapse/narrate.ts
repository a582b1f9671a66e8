/** What is to be seen now, in a plain sentence or two. Pure: numbers in, words out. */
import type { ModeValues } from './reading.ts';

export interface Scene {
  /** The loss, as a reader calls it. */
  title: string;
  /** 'recorded': the study's run; 'live': the reader's own. */
  from: 'recorded' | 'live' | 'nothing';
  step: number;
  steps: number;
  K: number;
  values: ModeValues | null;
  targets: ModeValues;
  /** The most modes that this run ever hit, and when. */
  most: { modes: number; step: number } | null;
}

const hit = ({ K, values }: Scene): string => {
  const { modes } = values!;
  if (modes === 0) return `not one of ${K} modes is hit`;
  return modes === K ? `all ${K} modes are hit` : `${modes} of ${K} modes ${modes === 1 ? 'is' : 'are'} hit`;
};

function coverage(scene: Scene): string {
  const { K, values, most, from } = scene;
  const { modes, hq } = values!;
  const sharp = hq > 0.9 ? ', by sharp samples' : '';
  const lost = most && modes < most.modes ? `; at step ${most.step.toLocaleString('en')} there were ${most.modes}` : '';
  if (modes < K) return `${hit(scene)}${modes > 0 ? sharp : ''}${from === 'live' ? lost : ''}.`;
  return `${hit(scene)}.`;
}

function balance({ values, targets, K }: Scene): string {
  const { modes, modeKl } = values!;
  if (modes < K || !Number.isFinite(modeKl)) return '';
  const times = modeKl / targets.modeKl;
  if (times < 3) return 'Their shares are even, as far as so many samples can tell.';
  return `Their shares are uneven: the KL is ${times < 100 ? times.toFixed(0) : 'more than a hundred'} times its floor.`;
}

function width({ values, targets }: Scene): string {
  const { hq, spread } = values!;
  if (!Number.isFinite(spread)) return '';
  if (spread < 0.9 && hq > targets.hq + 0.003)
    return `Quality is above its target of ${targets.hq.toFixed(3)}: the modes are too narrow.`;
  if (hq < 0.9) return `${Math.round(100 * (1 - hq))}\u00a0% of the samples are in no mode.`;
  if (spread < 0.9) return `What is in a mode is too narrow, ${spread.toFixed(2)} of the true width.`;
  return '';
}

export function narrate(scene: Scene): string {
  const { from, values, title, step, steps } = scene;
  if (from === 'nothing' || !values)
    return `Nothing is trained with this loss here yet. Press Train: it takes ${steps.toLocaleString('en')} steps.`;
  const at =
    from === 'recorded'
      ? `A recorded run, ${title}: after ${steps.toLocaleString('en')} steps `
      : `${title[0]!.toUpperCase()}${title.slice(1)}, step ${step.toLocaleString('en')}: `;
  const end = from === 'recorded' ? 'Press Train to run it on your own machine.' : '';
  return [`${at}${coverage(scene)}`, balance(scene), width(scene), end].filter(Boolean).join(' ');
}

/** The four numbers as text. */
export function texts(values: ModeValues | null, targets: ModeValues, K: number): Record<string, string> {
  const text = (value: number | undefined, digits: number) =>
    value !== undefined && Number.isFinite(value) ? value.toFixed(digits) : '–';
  return {
    modes: text(values?.modes, 0),
    'modes-of': `of ${K}`,
    hq: text(values?.hq, 3),
    'hq-target': `perfect ${targets.hq.toFixed(3)}`,
    spread: text(values?.spread, 2),
    'spread-target': 'perfect 1.00',
    kl: text(values?.modeKl, 4),
    'kl-target': `floor ${targets.modeKl.toFixed(4)}`,
  };
}
