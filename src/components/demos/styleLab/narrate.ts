/** What is to be seen now, in a sentence or two. Pure: numbers in, words out. */
import type { Reading, Settings } from './lab.ts';

export interface Told {
  from: 'recorded' | 'live';
  settings: Settings;
  reading: Reading;
  /** The same latents without truncation, if they were measured. */
  whole: Reading | null;
  real: { confidence: number };
}

const f2 = (v: number) => v.toFixed(2);
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'all ten'];

function truncated({ reading, whole, real }: Told): string {
  const { psi, diversity, confidence, classes } = reading;
  if (psi === 0) return `ψ = 0: every latent is the mean, and all images are one; confidence ${confidence.toFixed(3)}.`;
  const seen = `ψ = ${f2(psi)}: images are ${f2(diversity)} times as far apart as real digits, and the classifier sees ${words[classes] ?? String(classes)} of the digits.`;
  if (psi === 1 || !whole)
    return `${seen} It is sure of them to ${confidence.toFixed(3)}, of real ones to ${real.confidence.toFixed(3)}.`;
  const change = confidence - whole.confidence;
  const than = `than at ψ = 1 (${confidence.toFixed(3)} against ${whole.confidence.toFixed(3)})`;
  if (Math.abs(change) < 0.004) return `${seen} It is as sure as at ψ = 1.`;
  if (change > 0) return `${seen} It is surer ${than}${classes < 6 ? ': few kinds are left' : ''}.`;
  return `${seen} It is less sure ${than}${psi < 1 ? ': some latents are on their way between two digits' : ''}.`;
}

export function narrate(told: Told): string {
  const lead = told.from === 'recorded' ? 'The trained network, as drawn when this page was built. ' : '';
  return lead + truncated(told);
}

const layersOf = ['no layer', 'the first layer', 'the first two layers', 'all three layers'];
/** What the table shows. */
export function tableTitle(crossover: number): string {
  const rows = layersOf[crossover] ?? '';
  if (crossover === 0) return 'Columns give the style of all three layers';
  return crossover === 3 ? `Rows give the style of ${rows}` : `Rows give the style of ${rows}, columns the rest`;
}

/** A small part of 1 as one in so many. */
export function partOf(effect: number): string {
  if (!(effect > 0)) return 'nothing';
  return effect < 0.01 ? `1 part in ${Number((1 / effect).toPrecision(2)).toLocaleString('en')}` : effect.toFixed(3);
}

export const numbers = ({ diversity, confidence, classes }: Reading): Record<string, string> => ({
  diversity: f2(diversity),
  confidence: confidence.toFixed(3),
  classes: String(classes),
});
