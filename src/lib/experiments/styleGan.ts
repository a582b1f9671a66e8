/** A GAN with a style-based generator, on images: the training of `gan.ts`, and samples with truncation and style mixing. */
import type { ControlRequest } from '../control.ts';
import { compile, normals, vector, type HostInput } from '../engine/compile.ts';
import type { ImageLayout } from '../data/index.ts';
import { createGan } from '../gan/gan.ts';
import { oneHot, type Nets } from '../gan/nets.ts';
import type { Batch, Denoising, Model, SampleOptions } from '../model.ts';
import { emaDecay } from '../nn/ema.ts';
import { styleDraws, styleGenerator, truncate, type StyleGenerator } from '../nn/styleGenerator.ts';
import { readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import type { Config } from './config.ts';
import { convNets } from './convNets.ts';

/** Decay of the average of G's weights where the configuration names none: samples of a style-based GAN are drawn with it. */
const usualAverage = 0.999;

/** Latents behind each update of wBar. */
const tracked = 64;

export function createStyleGan(config: Config, images: ImageLayout, classes: number, rng: Rng): Model {
  const { latentDim, channels } = config;
  const { width, height, black, white } = images;
  const dim = width * height;
  const made: StyleGenerator[] = [];
  const nets: Nets = {
    G(forked) {
      const size = { width, height };
      made.push(styleGenerator({ size, channels, latentDim, classes, limits: [black, white] }, forked));
      return made.at(-1)!;
    },
    D: convNets(config, images, classes).D,
  };
  // To the training a latent is all that an image is made of: two latents, their crossover, and the pixels' noise.
  const draws = styleDraws({ size: images, channels, latentDim });
  const averageG = config.averageG || usualAverage;
  const gan = createGan({ ...config, latentDim: draws, averageG }, dim, rng, { classes, nets });
  const average = made[1]!; // made first for training, then for the average
  const wBar = tf.tidy(() => tf.variable(tf.zeros([1, average.styleDim])));
  const latents = rng.fork('wBar');
  let steps = 0;

  /** wBar, the mean of w, as a moving average over fresh latents; over all labels alike. */
  const track = compile(({ z, labels, decay }) => {
    const mean = tf.mean(average.map(z!, labels), 0, true);
    wBar.assign(tf.add(tf.mul(wBar, decay!), tf.mul(mean, tf.sub(1, decay!))));
    return { mean };
  });
  const labelRows = (labels: Int32Array) => ({ values: oneHot(labels, classes), shape: [labels.length, classes] });
  const anyLabels = (n: number, from: Rng) => Int32Array.from({ length: n }, () => from.integer(classes));

  function step(batch: Batch) {
    const losses = gan.step(batch);
    const { mean } = track.run({
      z: normals(latents, tracked, latentDim),
      ...(classes > 0 && { labels: labelRows(anyLabels(tracked, latents)) }),
      decay: vector(Float32Array.of(emaDecay(steps++, averageG))),
    });
    mean!.dispose();
    return losses;
  }

  /** Images of w' = wBar + psi (w - wBar), from layer `mixing` on of the other latent's w'. @param row normals, [n, draws] flat */
  function synthesise(
    row: Float32Array,
    n: number,
    labels: HostInput | null,
    psi: number,
    mixing: number,
  ): tf.Tensor2D {
    return tf.tidy(() => {
      const { z, other, noise } = average.parts(tf.tensor2d(row, [n, draws]));
      const told = labels ? tf.tensor2d(labels.values, [n, classes]) : undefined;
      const [w, second] = [z, other].map((latent) => truncate(average.map(latent, told), wBar, psi)) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const styles = Array.from({ length: average.layers }, (_, i) => (i < mixing ? w : second));
      return average.synthesise(styles, noise) as tf.Tensor2D;
    });
  }

  /** What rows are told: what is asked for, or any label. */
  function labelsFor(n: number, label: SampleOptions['label'], draw: Rng): HostInput | null {
    if (classes === 0) return null;
    const wanted = typeof label === 'number' ? new Int32Array(n).fill(label) : label;
    return labelRows(wanted ?? anyLabels(n, draw));
  }

  function* sample(n: number, options: SampleOptions): Generator<Denoising> {
    const { rng: draw, truncation = 1, mixing = average.layers, label } = options;
    const row = draw.normals(n * draws);
    yield { t: 0, x: synthesise(row, n, labelsFor(n, label, draw), truncation, mixing) };
  }

  const ownNoise = draws - 2 * latentDim - 1;
  /** A row of normals as `parts` takes it apart. */
  const rowOf = (z: ArrayLike<number>, other: ArrayLike<number>, noise: ArrayLike<number>): number[] => [
    ...Array.from(z),
    ...Array.from(other),
    0,
    ...Array.from(noise),
  ];

  /** Images of chosen latents: one pass, with the same noise in the pixels of each. */
  function* control(request: ControlRequest, numbered: Rng): Generator<Denoising> {
    const latentOf = (seed: number) => numbered.fork(`latent ${seed}`).normals(latentDim);
    const noiseOf = (seed: number | null) =>
      seed === null ? new Float32Array(ownNoise) : numbered.fork(`noise ${seed}`).normals(ownNoise);
    const { layers } = average;
    if (request.kind === 'styles') {
      const { seeds, others = seeds, crossover = layers, truncation = 1, noise = 0, label } = request;
      const shared = noiseOf(noise);
      const rows = seeds.flatMap((seed, i) => rowOf(latentOf(seed), latentOf(others[i]!), shared));
      const told = labelsFor(seeds.length, label, numbered.fork('labels'));
      yield { t: 0, x: synthesise(Float32Array.from(rows), seeds.length, told, truncation, crossover) };
    } else if (request.kind === 'decode') {
      const n = request.z.length / latentDim;
      const z = Float32Array.from(request.z);
      const shared = noiseOf(request.seed ?? 0);
      const rows = Array.from({ length: n }, (_, i) => z.subarray(i * latentDim, (i + 1) * latentDim));
      const row = Float32Array.from(rows.flatMap((one) => rowOf(one, one, shared)));
      yield { t: 0, x: synthesise(row, n, labelsFor(n, request.label, numbered.fork('labels')), 1, layers) };
    }
  }

  return {
    ...gan,
    step,
    sample,
    control: { kinds: ['styles', 'decode'], latentDim, classes, layers: average.layers, run: control },
    async snapshot() {
      const [base, own] = await Promise.all([gan.snapshot(), readState({ wBar: [wBar] })]);
      const { key, counter, spare } = latents.state();
      const numbers = { ...base.numbers, tracked: steps, key0: key[0], key1: key[1], counter, spare: spare ?? -1 };
      return { ...base, tensors: { ...base.tensors, ...own }, numbers };
    },
    restore({ tensors, numbers, rng: saved }) {
      const { 'wBar.0': mean, ...rest } = tensors;
      gan.restore({ tensors: rest, numbers, rng: saved });
      writeState({ wBar: [wBar] }, mean ? { 'wBar.0': mean } : {});
      const { tracked: count, key0, key1, counter, spare } = numbers as Record<string, number>;
      steps = count!;
      latents.restore({ key: [key0!, key1!], counter: counter!, spare: spare! < 0 ? null : spare! });
    },
    dispose() {
      gan.dispose();
      track.dispose();
      wBar.dispose();
    },
  };
}
