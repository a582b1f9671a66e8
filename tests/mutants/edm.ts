/** Bugs planted in the diffusion models on images and in sigma: EDM's wrapping, averages, labels, predictions. */
import { labelledBatch } from '../../src/lib/diffusion/conditioning.ts';
import { epsilonFrom } from '../../src/lib/diffusion/parameterisation.ts';
import { precondition, type Preconditioning } from '../../src/lib/diffusion/preconditioning.ts';
import { noiseLossWeights, snr } from '../../src/lib/diffusion/weighting.ts';
import { createSchedule } from '../../src/lib/diffusion/schedule.ts';
import { copyWeights, updateEma } from '../../src/lib/nn/ema.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';
import { denoise, gaussianMixture } from '../../src/lib/theory/mixture.ts';
import type { PlantedBug } from './plantedBug.ts';

type Wrap = (sigma: number) => Preconditioning;
const sigmas = [0.01, 0.3, 1, 4, 50];
const wrap: Wrap = (sigma) => precondition(sigma);

/** How far the net's input and its target, on data of variance 1, are from variance 1; worst sigma. */
const unitVarianceError = (f: Wrap): number =>
  Math.max(
    ...sigmas.flatMap((sigma) => {
      const { cSkip, cOut, cIn } = f(sigma);
      const target = ((1 - cSkip) ** 2 + (cSkip * sigma) ** 2) / cOut ** 2;
      return [Math.abs(cIn ** 2 * (1 + sigma ** 2) - 1), Math.abs(target - 1)];
    }),
  );

/** How far cSkip x is from the exact denoiser of standard normal data. */
const gaussianError = (f: Wrap): number =>
  Math.max(
    ...sigmas.map((sigma) => {
      const ab = 1 / (1 + sigma ** 2);
      const exact = denoise(gaussianMixture([[0]], 1), ab, [Math.sqrt(ab) * 1.3])[0]!;
      return Math.abs(f(sigma).cSkip * 1.3 - exact);
    }),
  );

/** How far the average is from what it should be after its start and one update at decay 0.9: 1, then 0.9 * 1 + 0.1 * 2. */
async function averageError(copy: typeof copyWeights): Promise<number> {
  const [source, target, decay] = tf.tidy(() => [
    tf.variable(tf.ones([3])),
    tf.variable(tf.fill([3], 7)),
    tf.keep(tf.scalar(0.9)),
  ]) as [tf.Variable, tf.Variable, tf.Scalar];
  copy([target], [source]);
  const start = (await target.data())[0]!;
  tf.tidy(() => source.assign(tf.fill([3], 2)));
  updateEma([target], [source], decay);
  const after = (await target.data())[0]!;
  tf.dispose([source, target, decay]);
  return Math.max(Math.abs(start - 1), Math.abs(after - 1.1));
}

/** How far the share of labels left out is from the dropout. */
function dropoutError(labelled: typeof labelledBatch): number {
  const n = 20_000;
  const batch = Object.assign((count: number) => new Float32Array(count), {
    labelled: (count: number) => ({ x: new Float32Array(count), labels: new Int32Array(count) }),
  });
  const { values } = labelled(batch, n, 5, 0.1, createRng(1)).labels!;
  return Math.abs(Array.from(values).filter((label) => label === 5).length / n - 0.1);
}

/** The noise that a net means by the right v, against the noise itself, at three levels. */
async function velocityError(meaning: typeof epsilonFrom.v): Promise<number> {
  const [x0, eps] = [0.8, -0.5];
  const errors = [0.95, 0.5, 0.03].map(async (ab) => {
    const [signal, noise] = [Math.sqrt(ab), Math.sqrt(1 - ab)];
    const result = tf.tidy(() => {
      const column = (value: number) => tf.tensor2d([[value]]);
      return meaning(
        column(signal * eps - noise * x0),
        column(signal * x0 + noise * eps),
        column(signal),
        column(noise),
      );
    });
    const [value] = await result.data();
    result.dispose();
    return Math.abs(value! - eps);
  });
  return Math.max(...(await Promise.all(errors)));
}

/** Min-SNR as weights of the loss of x_0 against min(SNR, 5). */
const minSnrError = (weights: typeof noiseLossWeights.minSnr): number => {
  const schedule = createSchedule('linear', 100);
  return Math.max(
    ...Array.from(weights(schedule), (w, i) => {
      const ratio = snr(schedule.alphasCumprod[i]!);
      return Math.abs((w * ratio) / Math.min(ratio, 5) - 1);
    }),
  );
};

const variance = 'gives the net an input and a target of variance 1 (V26)';
const gaussian = 'leaves nothing to learn on Gaussian data: cSkip x is the denoiser (V26)';

export const edmMutants: PlantedBug[] = [
  {
    id: 'E1',
    description: 'cSkip and cOut swapped',
    test: variance,
    error: () => unitVarianceError((s) => ({ ...wrap(s), cSkip: wrap(s).cOut, cOut: wrap(s).cSkip })),
    correct: () => unitVarianceError(wrap),
    tolerance: 1e-9,
  },
  {
    id: 'E2',
    description: 'sigma instead of sigma squared in cSkip',
    test: gaussian,
    error: () => gaussianError((s) => ({ ...wrap(s), cSkip: 1 / (s + 1) })),
    correct: () => gaussianError(wrap),
    tolerance: 1e-12,
  },
  {
    id: 'E3',
    description: 'no root in cIn',
    test: variance,
    error: () => unitVarianceError((s) => ({ ...wrap(s), cIn: wrap(s).cIn ** 2 })),
    correct: () => unitVarianceError(wrap),
    tolerance: 1e-9,
  },
  {
    id: 'E4',
    description: 'the average of the weights does not start as a copy',
    test: 'an average starts as a copy and moves a tenth of the way at decay 0.9',
    error: () => averageError(() => {}),
    correct: () => averageError(copyWeights),
    tolerance: 1e-6,
  },
  {
    id: 'E5',
    description: 'label dropout leaves out all labels',
    test: 'labels are left out as often as the dropout says',
    error: () => dropoutError((batch, n, classes, _dropout, rng) => labelledBatch(batch, n, classes, 1, rng)),
    correct: () => dropoutError(labelledBatch),
    tolerance: 5 * Math.sqrt((0.1 * 0.9) / 20_000), // five standard errors
  },
  {
    id: 'E6',
    description: 'v with the other sign',
    test: 'the noise that a net means is the noise that was added, if its v is right',
    error: () => velocityError((v, x, signal, noise) => epsilonFrom.v(tf.neg(v), x, signal, noise)),
    correct: () => velocityError(epsilonFrom.v),
    tolerance: 1e-6,
  },
  {
    id: 'E7',
    description: 'Min-SNR weights of the loss of x_0 put on the loss of eps',
    test: 'the weights of Min-SNR are min(SNR, 5) as weights of the loss of x_0',
    error: () => minSnrError(({ alphasCumprod }) => alphasCumprod.map((ab) => Math.min(snr(ab), 5))),
    correct: () => minSnrError(noiseLossWeights.minSnr),
    tolerance: 1e-9,
  },
];
