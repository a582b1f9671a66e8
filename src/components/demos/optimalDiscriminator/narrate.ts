/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import type { Reading } from './game.ts';

export interface Scene {
  step: number;
  separation: number;
  ceiling: number;
  reading: Reading | null;
  /** The densities were moved after D's last step. */
  moved: boolean;
}

/** 0.031, 2.4e-6 as 2.4·10⁻⁶. */
export function small(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return value.toFixed(0);
  if (value >= 1) return value.toFixed(2);
  if (value >= 0.001) return value.toFixed(value >= 0.1 ? 2 : value >= 0.01 ? 3 : 4);
  const exponent = Math.floor(Math.log10(value));
  const digits = [...String(-exponent)].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('');
  return `${(value / 10 ** exponent).toFixed(1)}·10⁻${digits}`;
}

export function narrate({ step, ceiling, reading, moved, separation }: Scene): string {
  if (!reading || step === 0) {
    return `Nothing is trained yet. The dashed curve is the best D there is; its value, ${minus(ceiling)}, is the ceiling for every other.`;
  }
  const { error, pulls } = reading;
  if (moved)
    return 'The densities have moved and D has not seen it yet: press Train and it goes on from what it knows.';
  const gap = ceiling - reading.value;
  const ratio = pulls.nonSaturating / Math.max(pulls.saturating, 1e-300);
  if (separation >= 4 && error < 0.05 && ratio > 20) {
    return `D tells the two apart almost surely. log(1 − D) now pulls on a sample of q with ${small(pulls.saturating)} on average, −log D with ${small(pulls.nonSaturating)}: ${factor(ratio)} times as hard.`;
  }
  if (error > 0.15)
    return `D is off by ${error.toFixed(2)} on average and learns fast where samples are plentiful; V is ${gap.toFixed(2)} below the ceiling.`;
  if (gap > 0.02)
    return `D comes close: off by ${error.toFixed(3)} on average, V ${gap.toFixed(3)} below the ceiling. What is left lies where both densities are thin.`;
  if (separation < 0.25)
    return `D has converged. Where the densities overlap this much it can only shrug: it is near 1/2 wherever both have mass, and V lies ${gap.toFixed(4)} below its ceiling.`;
  return `D is the best D to within ${error.toFixed(3)}, and V lies ${gap.toFixed(4)} below its ceiling. ${separation < 3 ? 'Now pull the two apart.' : 'Pull them further apart.'}`;
}

/** Three decimals, a true minus sign, no minus zero. */
export const minus = (value: number): string =>
  value
    .toFixed(3)
    .replace(/^-0\.000$/, '0.000')
    .replace('-', '−');

function factor(ratio: number): string {
  if (ratio < 1000) return ratio.toFixed(0);
  if (ratio < 1e6) return Number(ratio.toPrecision(2)).toLocaleString('en');
  return `10${[...String(Math.round(Math.log10(ratio)))].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('')}`;
}
