/** Names, numbers and sentences of the figure. Pure: numbers in, words out. */
import { batteryNames, type BatteryName } from '../../../lib/metrics/battery.ts';
import { noFaults } from '../../../lib/metrics/brokenSampler.ts';
import { faultKnobs, noticing, type FaultKnob, type Reading, type Settings } from './scene.ts';

export const titles: Record<BatteryName, string> = {
  modes: 'Modes hit',
  modeKl: 'KL of mode shares',
  hq: 'Samples in modes',
  spread: 'Width of modes',
  frechet: 'Fréchet distance',
  kid: 'KID',
  mmd: 'MMD²',
  swd: 'Sliced W₂',
  precision: 'Precision',
  recall: 'Recall',
  density: 'Density',
  coverage: 'Coverage',
  nearest: 'To training / held-out',
  closer: 'Nearer than held-out',
};

/** Without the sign of what rounds to zero. */
const plain = (value: number, digits: number) => value.toFixed(digits).replace(/^-(0\.0+)$/, '$1');
const percent = (share: number) => `${Math.round(100 * share)} %`;

export function valueText(name: BatteryName, value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (name === 'modes') return String(value);
  if (name === 'hq' || name === 'precision' || name === 'recall' || name === 'coverage')
    return `${(100 * value).toFixed(1)} %`;
  const digits = Math.abs(value) < 0.1 ? 4 : 3;
  return plain(value, digits).replace('-', '−');
}

export const knobText: Record<FaultKnob, (value: number) => string> = {
  dropped: String,
  skew: (value) => `±${percent(value)}`,
  width: (value) => `× ${value.toFixed(2)}`,
  shift: (value) => value.toFixed(2),
  stretch: (value) => `× ${value.toFixed(2)}`,
  strays: percent,
  copies: percent,
};

const told: Record<FaultKnob, (value: number) => string> = {
  dropped: (value) => `${value} ${value === 1 ? 'mode' : 'modes'} dropped`,
  skew: (value) => `shares uneven by ±${percent(value)}`,
  width: (value) => `modes ${value.toFixed(2)} times as wide as they should be`,
  shift: (value) => `everything shifted by ${value.toFixed(2)}`,
  stretch: (value) => `everything stretched by a factor of ${value.toFixed(2)}`,
  strays: (value) => `${percent(value)} strays`,
  copies: (value) => `${percent(value)} copies of training points`,
};

export const faultsTold = (settings: Settings): string[] =>
  faultKnobs.filter((knob) => settings[knob] !== noFaults[knob]).map((knob) => told[knob](settings[knob]));

const list = (names: readonly BatteryName[]) => names.map((name) => titles[name]).join(', ');

export function narrate(reading: Reading): string {
  const { settings, values, bands } = reading;
  const faults = faultsTold(settings);
  const noticed = noticing(reading);
  const asleep = batteryNames.filter((name) => !noticed.includes(name));
  const own =
    settings.reference === 'train' && values.frechet < bands.frechet.low
      ? ` Held against its own training set, its Fréchet distance is ${valueText('frechet', values.frechet)}: better than perfect, which would be ${valueText('frechet', bands.frechet.median)}.`
      : '';
  if (faults.length === 0) {
    return noticed.length === 0
      ? `A perfect sampler. Every value is in its band or near it; hardly any is the round number that a law would score, as ${settings.n} points are no law.`
      : `A perfect sampler, and yet ${list(noticed)} would raise an alarm: chance, at this seed.${own}`;
  }
  const what = `${faults[0]!.charAt(0).toUpperCase()}${faults.join('; ').slice(1)}.`;
  if (noticed.length === 0) return `${what} Nobody notices at ${settings.n} points.${own}`;
  if (asleep.length === 0) return `${what} Everybody notices.${own}`;
  const shorter = noticed.length <= asleep.length;
  return shorter
    ? `${what} Noticed by ${noticed.length} of ${batteryNames.length}: ${list(noticed)}. The others sleep.${own}`
    : `${what} Noticed by ${noticed.length} of ${batteryNames.length}. Asleep: ${list(asleep)}.${own}`;
}

export const describe = ({ settings, values, bands }: Reading): string =>
  `${settings.n} samples; ${faultsTold(settings).join('; ') || 'no fault'}. ` +
  batteryNames
    .map(
      (name) =>
        `${titles[name]} ${valueText(name, values[name])}, perfect ${valueText(name, bands[name].low)} to ${valueText(name, bands[name].high)}`,
    )
    .join('; ');

export const marks = (reading: Reading) => ({
  seed: String(reading.settings.seed),
  step: String(reading.settings.n),
  noticed: noticing(reading).join(' '),
  frechet: plain(reading.values.frechet, 6),
  coverage: reading.values.coverage.toFixed(4),
  closer: reading.values.closer.toFixed(4),
  hq: reading.values.hq.toFixed(4),
});
