/** The numbers below the pictures, as text, and those that a program reads off the element. */
import { percent, signed, type Told } from './narrate.ts';

export function readouts({ settings, step, signal, alphaBarT, sigma1, score, bands, predicted }: Told) {
  return {
    signal: percent(signal),
    'alpha-bar': alphaBarT < 1e-3 ? alphaBarT.toExponential(1).replace('-', '−') : alphaBarT.toFixed(3),
    first: sigma1.toPrecision(2),
    time: step === settings.T ? 'samples' : `t = ${settings.T - step}`,
    hq: score ? percent(score.hq) : '–',
    'hq-perfect': percent(bands.hq.median),
    swd: score ? score.swd.toFixed(3) : '–',
    'swd-perfect': `${bands.swd.low.toFixed(3)}–${bands.swd.high.toFixed(3)}`,
    shift: score?.shift == null ? '–' : signed(score.shift),
    'shift-ends': predicted ? `ends alone ${signed(predicted.shift)}` : '',
    width: score ? score.width.toFixed(2) : '–',
    'width-ends': predicted ? `ends alone ${predicted.width.toFixed(2)}` : '',
  };
}

export const marks = ({ settings, step, alphaBarT, score }: Told) => ({
  step: String(step),
  seed: String(settings.seed),
  alphaBar: alphaBarT.toExponential(6),
  hq: score?.hq.toFixed(4) ?? '',
  swd: score?.swd.toFixed(4) ?? '',
  width: score?.width.toFixed(4) ?? '',
  shift: score?.shift?.toFixed(4) ?? '',
});
