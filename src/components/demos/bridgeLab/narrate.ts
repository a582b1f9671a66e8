/** What the figure says of itself. Pure. */
import { leastCost, randomCost, stepOf, type Jumps, type Settings, type Shown } from './scene.ts';

export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');
const steps = (n: number): string => (n === 1 ? 'one Euler step' : `${n} Euler steps`);

export function narrateFlow({ settings, error, oneStep, cost }: Shown): string {
  const { n, pairs, teacher } = settings;
  if (pairs === 'random') {
    const lands =
      n === 1
        ? 'everybody lands on the mean of the data'
        : error > 0.2
          ? 'the points still fall between the bells'
          : 'the points find the bells';
    return `Random pairs: the lines cross, the flow bends. With ${steps(n)} ${lands}: W₁ to the data is ${error.toFixed(3)}. The lines cost ${cost.toFixed(2)}.`;
  }
  if (teacher === 1) {
    return `Pairs from a teacher with one Euler step: all lines end on the mean, straight and useless. W₁ is ${error.toFixed(3)} with any number of steps.`;
  }
  return `Pairs from ${steps(teacher)}: no line crosses, so ${n === 1 ? 'one step is' : `${steps(n)} are`} no better and no worse than any other number. W₁ is ${error.toFixed(3)}, after one step ${oneStep.toFixed(3)}; the cost fell from ${randomCost.toFixed(2)} to ${cost.toFixed(2)}. To reach the data exactly costs ${leastCost.toFixed(2)} at least${cost < leastCost ? '; these ends are not quite the data' : ''}.`;
}

export function narrateJumps({ t, apart, guessError }: Jumps): string {
  const where = t === 0 ? 'From pure noise' : t === 1 ? 'At the data' : `From t = ${t.toFixed(2)}`;
  const guess =
    t === 1
      ? 'the jump and the denoiser both answer with the point itself.'
      : `the jump meets the end of its curve to ${apart < 1e-6 ? 'a millionth' : apart.toExponential(0)}; the denoiser’s guesses ${guessError > 0.5 ? 'huddle around the mean' : 'shrink towards the middle'}, W₁ ${guessError.toFixed(3)}.`;
  return `${where} ${guess}`;
}

export interface ToldKernel {
  settings: Settings;
  T: number;
  kl: number;
  weight: number;
  mean: number;
  sum: number;
}
export function narrateKernel({ settings, T, kl, weight, mean, sum }: ToldKernel): string {
  const step = stepOf(T, settings.moment);
  const sure = Math.max(weight, 1 - weight);
  const which =
    sure > 0.999
      ? 'there is no doubt which point it came from: one bell'
      : `it came from the right point with probability ${weight.toFixed(2)}: two bells${sure < 0.9 ? ', and a Gaussian puts its mass around ' + fixed(mean, 2) : ''}`;
  return `Step ${step} of ${T}, x at the noisier end ${fixed(settings.xt, 2)}: ${which}. The best Gaussian misses ${kl.toFixed(3)} nats here, ${sum.toFixed(3)} in all ${T === 1 ? 'of the one step' : 'steps'} on average.`;
}
