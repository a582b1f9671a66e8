/** The numbers under the plots. */
import { writeText } from '../../controls/controls.ts';
import { small } from '../optimalDiscriminator/narrate.ts';
import { put } from '../race/readouts.ts';

export interface Numbers {
  t: number;
  T: number;
  alphaBar: number;
  floor: ArrayLike<number> | null;
  net: ArrayLike<number> | null;
  step: number;
  steps: number;
  /** Recent mean loss over the mean floor; NaN before training. */
  ratio: number;
  exactNats: number;
  excessNats: number;
  led: 'exact' | 'net';
}

/** Digits enough to tell, few enough to read: 3.2·10⁻⁵, 0.0123, 0.987, 12.3, 1,990. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  if (value >= 1) return value.toFixed(2);
  if (value >= 0.01) return value.toFixed(3);
  return value >= 0.001 ? value.toFixed(5) : small(value);
}

export const signalToNoise = (alphaBar: number): string => (alphaBar >= 1 ? '∞' : figures(alphaBar / (1 - alphaBar)));

export function texts(numbers: Numbers): Record<string, string> {
  const { t, alphaBar, floor, net, ratio, step, steps, exactNats, excessNats, led } = numbers;
  const here = floor && t >= 1 ? floor[t - 1]! : NaN;
  const netHere = net && t >= 1 ? net[t - 1]! : NaN;
  return {
    alphaBar: alphaBar >= 0.99995 && t > 0 ? alphaBar.toFixed(5) : figures(alphaBar),
    snr: signalToNoise(alphaBar),
    'floor-at-t': figures(here),
    'loss-at-t': Number.isFinite(netHere) ? `net ${figures(netHere)}` : '',
    ratio: Number.isFinite(ratio) ? ratio.toFixed(3) : '–',
    step: step.toLocaleString('en'),
    steps: steps.toLocaleString('en'),
    bound: Number.isFinite(exactNats) ? exactNats.toFixed(2) : '–',
    excess: Number.isFinite(excessNats)
      ? `net ${excessNats >= 0 ? '+' : '−'}${Math.abs(excessNats).toFixed(2)}`
      : 'nats',
    led: led === 'net' ? 'the trained net' : 'the exact ε*',
  };
}

export function showNumbers(figure: HTMLElement, numbers: Numbers): void {
  for (const [name, text] of Object.entries(texts(numbers))) put(figure, name, text);
  writeText(figure, 't', `${numbers.t} of ${numbers.T}`);
}
