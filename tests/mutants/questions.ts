/** Bugs planted between a session's question and a net's answer. Needs a backend of TensorFlow.js. */
import { diffusionControl, type SigmaModel } from '../../src/lib/diffusion/control.ts';
import { sigmaDenoiser } from '../../src/lib/diffusion/denoisers.ts';
import { networkLikelihood } from '../../src/lib/diffusion/networkLikelihood.ts';
import { karrasLevel, karrasDefaults, karrasSigmas } from '../../src/lib/diffusion/sigmas.ts';
import { sigmaSampler } from '../../src/lib/diffusion/sigmaSampling.ts';
import { worst } from '../../src/lib/claims/monteCarlo.ts';
import type { ControlRequest } from '../../src/lib/control.ts';
import { createRng } from '../../src/lib/random.ts';
import { checkControl } from '../../src/lib/session/checkControl.ts';
import * as tf from '../../src/lib/tf.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

const s = 0.5;
const [sigmaMin, sigmaMax] = [0.02, 40];
/** The exact denoiser of N(0, s^2 I) as a net. */
const net = sigmaDenoiser((x, sigma) => tf.mul(x, tf.div(s ** 2, tf.add(tf.square(sigma), s ** 2))) as tf.Tensor2D);
const points = [0.5, -0.8, 0, 0.3];

/** A model with that net, whose latents should be x / s: standard normal. */
const standardNormal = {
  test: 'a model encodes N(0, s^2) as x / s, and decodes z as s z',
  tolerance: 5e-3,
  async error(change: (model: SigmaModel) => SigmaModel) {
    const network = { ...net, inputs: (sigma: number, n: number) => net.inputs(sigma, n) };
    const sampler = sigmaSampler(network, 0);
    const range = { ...karrasDefaults, sigmaMin, sigmaMax };
    const control = diffusionControl(
      change({
        dim: 2,
        classes: 0,
        network,
        sampler,
        grid: (steps) => karrasSigmas(steps, range),
        level: (share) => karrasLevel(1 - share, range),
        start: (sigma) => sigma,
        shown: (sigma) => ({ t: sigma, scale: 1 }),
        steps: () => 60,
      }),
    );
    const errors: number[] = [];
    for (const [request, factor] of [
      [{ kind: 'encode', x: points }, 1 / s],
      [{ kind: 'decode', z: points }, s],
    ] as [ControlRequest, number][]) {
      const values = await lastOf(Array.from(control.run(request, createRng(1)), ({ x }) => x));
      errors.push(...points.map((value, i) => values[i]! - factor * value));
    }
    control.dispose();
    sampler.dispose();
    return worst(errors);
  },
};
async function lastOf(frames: tf.Tensor[]): Promise<Float32Array> {
  const values = (await frames.at(-1)!.data()) as Float32Array;
  tf.dispose(frames);
  return values;
}

type Evaluate = ReturnType<typeof networkLikelihood>['evaluate'];
const netDensity = {
  test: 'a net that is exact for N(0, s^2 I) gives its log density with the least noise',
  tolerance: 0.01,
  async error(change: (evaluate: Evaluate) => Evaluate) {
    const { evaluate, dispose } = networkLikelihood(net);
    const x = tf.tensor2d(points, [2, 2]);
    const rising = karrasSigmas(120, { sigmaMin, sigmaMax }).slice(0, -1).reverse();
    const found = await lastOf([change(evaluate)(x, rising, 'exact')]);
    tf.dispose(x);
    dispose();
    const variance = s ** 2 + sigmaMin ** 2;
    return worst(
      [0, 1].map((row) => {
        const squared = points[2 * row]! ** 2 + points[2 * row + 1]! ** 2;
        return found[row]! + squared / (2 * variance) + Math.log(2 * Math.PI * variance);
      }),
    );
  },
};
const offer = { kinds: ['edit', 'inpaint', 'encode', 'decode', 'likelihood'], latentDim: 2, classes: 10 } as const;
const questions: [answered: boolean, request: ControlRequest][] = [
  [true, { kind: 'likelihood', x: points, guidanceScale: 1 }],
  [false, { kind: 'likelihood', x: points, guidanceScale: 3 }],
  [true, { kind: 'decode', z: points, label: 9 }],
  [false, { kind: 'decode', z: points, label: 10 }],
];
const verdicts = {
  test: 'a question is answered if the model can answer it, else refused',
  tolerance: 0,
  error: (check: typeof checkControl) =>
    questions.filter(([answered, request]) => {
      try {
        check('toy', offer, request, 2);
        return !answered;
      } catch {
        return answered;
      }
    }).length,
};

export const questionMutants: PlantedBug[] = [
  bug(
    'latent-scale',
    'standard normal latents taken as x at the top level, as they are',
    standardNormal,
    (model) => ({ ...model, start: () => 1 }),
    (model) => model,
  ),
  bug(
    'likelihood-scale',
    'a standard normal prior of x / sigmaMax, without the change of scale',
    netDensity,
    (evaluate) => (x, sigmas, probes) => tf.add(evaluate(x, sigmas, probes), x.shape[1] * Math.log(sigmas.at(-1)!)),
    (evaluate) => evaluate,
  ),
  bug(
    'question-guided',
    'a likelihood of a guided model, which is no law',
    verdicts,
    (name, may, request, dim) =>
      checkControl(name, may, request.kind === 'styles' ? request : { ...request, guidanceScale: 1 }, dim),
    checkControl,
  ),
  bug(
    'question-label',
    'the label that stands for none, let through as if it were one',
    verdicts,
    (name, may, request, dim) => checkControl(name, may && { ...may, classes: may.classes + 1 }, request, dim),
    checkControl,
  ),
];
