/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import { sigmaOf } from '../../../lib/diffusion/sigmas.ts';
import type { ChainEnds } from '../../../lib/theory/chainEnds.ts';
import type { Bands, Run, Score, ScheduleName, Settings } from './scene.ts';

export const scheduleTitles: Record<ScheduleName, string> = {
  linear: 'Linear',
  cosine: 'Cosine',
  zeroTerminal: 'Zero-terminal',
  karras: 'ρ-grid of EDM',
  drawn: 'Drawn by hand',
};

export interface Told {
  settings: Settings;
  step: number;
  /** sqrt(alphaBar_T), the fraction of the signal that is left where sampling starts. */
  signal: number;
  alphaBarT: number;
  /** The first level, and the deviation of a mode. */
  sigma1: number;
  detail: number;
  score: Score | null;
  bands: Bands;
  predicted: ChainEnds | null;
}

export function tell(run: Run, bands: Bands): Told {
  const { settings, step, law, score, predicted } = run;
  const alphaBarT = run.alphaBarAt(settings.T);
  return {
    settings,
    step,
    signal: Math.sqrt(alphaBarT),
    alphaBarT,
    sigma1: sigmaOf(run.alphaBarAt(1)),
    detail: law.modes.std,
    score,
    bands,
    predicted,
  };
}

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.9995 ? 1 : 0)} %`;
export const signed = (value: number, digits = 2): string => {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
};

/** More signal than this at the start, or a last step that narrows more than this, is called a fault. */
const muchSignal = 0.1;
const narrowing = 0.97;
/** Widths within this of 1 are called right; 500 points tell no more. */
const widthSlack = 0.06;

export function narrate({ settings, step, signal, sigma1, detail, score, bands, predicted }: Told): string {
  const { T, data, sampler } = settings;
  const early = signal > muchSignal;
  const late = detail / Math.hypot(detail, sigma1) < narrowing;
  const left = `${Math.round(100 * signal)} % of the signal is left at t = T`;
  if (step === 0) {
    return early
      ? `${left}: the true x_T (grey) is not the bell (blue) from which sampling starts. Press Sample.`
      : 'The true x_T (grey) and the bell (blue) from which sampling starts are the same. Press Sample.';
  }
  if (!score) return `Step ${step} of ${T}: the samples (blue) and the true x_t (grey) on their way.`;

  const { hq, width, shift } = score;
  const inBand = hq >= bands.hq.low;
  const found = `${percent(hq)} of the samples are in a mode, ${percent(bands.hq.median)} would be perfect.`;
  if (early && !inBand) {
    const off =
      shift === null
        ? ''
        : ` They are ${Math.abs(shift).toFixed(1)} deviations off and ${width.toFixed(2)} times as wide as they should be.`;
    return `Sampling started in the wrong place, ${left}. ${found}${off}`;
  }
  if (early) {
    const mercy =
      sampler === 'ancestral'
        ? 'fresh noise forgets the start, and the score is exact'
        : data === 'mode'
          ? 'little enough is left'
          : 'data of mean 0 and variance 1 resemble the bell, and the score is exact';
    const but = Math.abs(width - 1) > 2 * widthSlack ? ` Their width is ${width.toFixed(2)} of the true one.` : '';
    return `Sampling started in the wrong place, ${left}; yet ${found}${but} It is forgiven: ${mercy}.`;
  }
  if (!inBand && width < 1 - widthSlack)
    return `The start is right, but the steps are too long for these modes. ${found}`;
  if (!inBand) return `The steps are too long for these modes: points are still between them. ${found}`;
  if (width < 1 - widthSlack) {
    return late
      ? `All in place, but too narrow: ${width.toFixed(2)} times the true width. The first level, σ = ${sigma1.toPrecision(2)}, is coarse beside a mode of ${detail.toPrecision(2)}, and the last step answers with a mean${predicted ? ` (this alone: ${(detail / Math.hypot(detail, sigma1)).toFixed(2)})` : ''}.`
      : `All in place, but too narrow: ${width.toFixed(2)} times the true width. Both ends are right; it is the length of the steps.`;
  }
  if (width > 1 + widthSlack) return `In place, but ${width.toFixed(2)} times as wide as the modes are. ${found}`;
  return `As good as a perfect sampler: ${found} Width ${width.toFixed(2)} of the true one.`;
}

export const describe = ({ settings, step, alphaBarT, sigma1, score, bands }: Told): string =>
  `${scheduleTitles[settings.schedule]}${settings.schedule === 'linear' ? (settings.rescaled ? ', rescaled' : ', not rescaled') : ''}, T = ${settings.T}, ` +
  `${settings.sampler === 'ddim' ? 'without' : 'with'} fresh noise. Last alphaBar ${alphaBarT.toPrecision(2)}, first level ${sigma1.toPrecision(2)}. ` +
  (score
    ? `In a mode ${percent(score.hq)}, perfect ${percent(bands.hq.median)}; sliced Wasserstein distance ${score.swd.toFixed(3)}, perfect ${bands.swd.median.toFixed(3)}; width ${score.width.toFixed(2)}.`
    : `Step ${step} of ${settings.T}.`);
