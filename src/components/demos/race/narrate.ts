/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import type { GanLossName } from '../../../lib/experiments/config.ts';
import type { Observed } from './observe.ts';

export interface Scene {
  step: number;
  loss: GanLossName;
  /** Mean belief of D, in [0, 1], on real points and on G's samples; NaN if unknown. */
  beliefReal: number;
  beliefFake: number;
  /** Mean length of the pull on G's samples; NaN if unknown. */
  force: number;
  /** Fraction of what a perfect sampler covers: modes hit of modes there are. Null for data without modes. */
  modes: { gan: number; ddpm: number; of: number } | null;
  /** Recent diffusion loss over its floor; NaN if either is unknown. */
  overFloor: number;
  /** Recent diffusion loss; NaN if unknown. */
  eps: number;
  /** Whether all metrics are inside the perfect sampler's bands. Null if unknown. */
  insideBand: { gan: boolean | null; ddpm: boolean | null };
  /** Whether G's distance to the data is far outside the band. */
  far: boolean;
  /** Fraction of samples inside a mode, if there are modes. */
  quality: { gan: number; ddpm: number } | null;
}

const percent = (value: number) => `${Math.round(100 * value)} %`;
const two = (value: number) => value.toFixed(2);

function ganSentence({ beliefReal, beliefFake, force, loss, modes, insideBand, quality, far }: Scene): string {
  const gap = beliefReal - beliefFake;
  if (!Number.isFinite(gap)) return '';
  if (insideBand.gan) return 'By these metrics G’s samples cannot be told from fresh data.';
  if (gap > 0.6) {
    const says = `D is ahead: it believes real points to ${two(beliefReal)} and G’s to ${two(beliefFake)}`;
    if (force < 0.05) return `${says}, and G’s gradient is small.`;
    return loss === 'minimax' ? `${says}; G’s gradient is still alive.` : `${says}, and pulls hard at G.`;
  }
  if (gap < -0.02) return 'G is ahead for a moment: D takes its samples for real more often than the data.';
  if (modes && modes.gan < modes.of) {
    const few = `G covers ${modes.gan} of ${modes.of} modes`;
    if (gap < 0.1) return `${few}, and D hardly sees the difference yet.`;
    return `${few}; D sees the difference and pulls.`;
  }
  if (quality && quality.gan < 0.8) {
    const inside = `G reaches every mode, but ${percent(1 - quality.gan)} of its samples lie between them`;
    return gap < 0.1 ? `${inside}, where D hardly tells them from data.` : `${inside}, and D’s slope pulls them in.`;
  }
  if (far && gap < 0.1) return 'G is still far from the data, and D hardly sees the difference yet.';
  if (gap < 0.1) return 'D hardly tells G’s samples from data: near the equilibrium it says 1/2 everywhere.';
  return `D has the edge (${two(beliefReal)} on real points, ${two(beliefFake)} on G’s), and its slope leads G.`;
}

function diffusionSentence({ overFloor, eps, modes, insideBand, quality }: Scene): string {
  if (Number.isFinite(overFloor)) {
    if (insideBand.ddpm)
      return `By these metrics the diffusion model’s samples cannot be told from fresh data; its loss is ${two(overFloor)} times the floor.`;
    if (overFloor > 1.5)
      return `The noise loss is ${two(overFloor)} times its floor: the net still learns where the data lies.`;
    if (modes && modes.ddpm < modes.of)
      return `The noise loss is ${two(overFloor)} times its floor; ${modes.ddpm} of ${modes.of} modes so far.`;
    const sharp = quality
      ? `; ${percent(quality.ddpm)} of its samples lie inside a mode`
      : '; what is left is sharpness';
    return `The noise loss is ${two(overFloor)} times its floor${sharp}.`;
  }
  if (!Number.isFinite(eps)) return '';
  if (eps > 0.95) return `The noise loss is ${two(eps)}: 1 is what guessing zero gets.`;
  return `The noise loss is ${two(eps)}, where guessing zero gets 1.`;
}

export function narrate(scene: Scene): string {
  if (scene.step === 0)
    return 'Both networks are at their random start: G’s samples are a blob, and the diffusion model removes no noise.';
  return [ganSentence(scene), diffusionSentence(scene)].filter(Boolean).join(' ') || 'The first steps are under way.';
}

/** What the narrator sees of a race. Metrics that the run has long left behind do not count. */
export function sceneOf({
  history,
  opened,
  config,
  dataset,
  step,
  beliefReal,
  beliefFake,
  meanForce,
}: Observed): Scene {
  const { bands, references } = opened;
  const eps = history.losses['ddpm.eps']?.recent() ?? NaN;
  const of = dataset?.modes?.centres.length ?? 0;
  const [gan, ddpm] = [history.fresh('gan', step), history.fresh('ddpm', step)];
  const inside = (values: typeof gan) => {
    if (values?.swd === undefined || !bands.swd) return null;
    return values.swd <= bands.swd.high && (values.hq === undefined || values.hq >= (bands.hq?.low ?? 0));
  };
  return {
    step,
    loss: config.loss,
    beliefReal,
    beliefFake,
    force: meanForce,
    modes: of > 0 ? { gan: gan?.modes ?? of, ddpm: ddpm?.modes ?? of, of } : null,
    overFloor: eps / (references['ddpm.eps']?.value ?? NaN),
    eps,
    insideBand: { gan: inside(gan), ddpm: inside(ddpm) },
    far: gan?.swd !== undefined && bands.swd !== undefined && gan.swd > 3 * bands.swd.high,
    quality: gan?.hq !== undefined && ddpm?.hq !== undefined ? { gan: gan.hq, ddpm: ddpm.hq } : null,
  };
}
