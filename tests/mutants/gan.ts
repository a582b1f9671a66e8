/** Bugs that published GANs have had, planted on purpose. Needs a backend of TensorFlow.js. */
import { createGan } from '../../src/lib/gan/gan.ts';
import { ganLosses } from '../../src/lib/gan/losses.ts';
import type { Player } from '../../src/lib/gan/nets.ts';
import { pack } from '../../src/lib/gan/pack.ts';
import { gradientPenalty, penalties, squaredGradient, zeroCentred, type Critic } from '../../src/lib/gan/penalties.ts';
import { generatorStep } from '../../src/lib/gan/players.ts';
import { powerIteration, sigma } from '../../src/lib/gan/spectralNorm.ts';
import { defaultConfig, type Config } from '../../src/lib/experiments/config.ts';
import { adam, gradientsOf } from '../../src/lib/nn/adam.ts';
import { activations, type Activation } from '../../src/lib/nn/activations.ts';
import { dense } from '../../src/lib/nn/dense.ts';
import { mlp } from '../../src/lib/nn/mlp.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';
import { symmetricEigen } from '../../src/lib/theory/linearAlgebra.ts';
import { softplus } from '../../src/lib/theory/logSumExp.ts';
import { directionalError } from '../helpers/finiteDifferences.ts';
import type { PlantedBug } from './plantedBug.ts';

const loss = ganLosses.nonSaturating;
const numbers = async (x: tf.Tensor) => Float32Array.from(await x.data());
const read = async (x: tf.Tensor) => (await numbers(x))[0]!;

// G's step -----------------------------------------------------------------------------------------------------------

type StepG = typeof generatorStep;

/** How many of a player's weights one step of G moves. */
async function moved(step: StepG, player: 'G' | 'D'): Promise<number> {
  const rng = createRng(2);
  const players = { G: mlp([2, 8, 2], 'leakyRelu', rng.fork('G')), D: mlp([2, 8, 1], 'leakyRelu', rng.fork('D')) };
  const { weights } = players[player];
  const before = await Promise.all(weights.map(numbers));
  const optimizer = adam(players.G.weights);
  const z = tf.tensor2d(rng.normals(20), [10, 2]);
  step(players.G, players.D, optimizer, loss, z, tf.tensor1d(optimizer.rates(0.01).values as Float32Array));
  const after = await Promise.all(weights.map(numbers));
  tf.dispose([...players.G.weights, ...players.D.weights] as tf.Variable[]);
  return after.filter((w, i) => w.some((v, k) => v !== before[i]![k])).length;
}
const weightsOfG = 4;

/** The value of x without its history. */
const detached = tf.customGrad((x) => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
})) as (x: tf.Tensor) => tf.Tensor;

const trainsBoth: StepG = (G, D, _, { generator }, z, rates) => {
  const weights = [...G.weights, ...D.weights];
  const { value, gradients } = gradientsOf(() => generator(D(G(z))), weights);
  adam(weights).apply(gradients, rates);
  return value;
};
const throughDetached: StepG = (G, D, optimizer, { generator }, z, rates) => {
  const { value, gradients } = gradientsOf(() => generator(D(detached(G(z)))), G.weights);
  optimizer.apply(gradients, rates);
  return value;
};

// What D is shown ----------------------------------------------------------------------------------------------------

/** Runs D's step of the library on pairs (real, fake) and gives what D was asked about, in order: real, fake, xHat. */
async function shown(changes: Partial<Config>): Promise<Float32Array[]> {
  const seen: tf.Tensor[] = [];
  const config: Config = { ...defaultConfig, batchSize: 24, latentDim: 3, nG: 0, ...changes };
  const width = 3 * config.pac;
  const player = (f: (x: tf.Tensor, w: tf.Variable) => tf.Tensor, shape: number[]): Player => {
    const w = tf.variable(tf.ones(shape));
    return Object.assign((x: tf.Tensor) => f(x, w), { weights: [w] });
  };
  const gan = createGan(config, 3, createRng(5), {
    nets: {
      G: () => player((z, w) => tf.sub(tf.mul(z, w), 20), [1, 3]), // fake points lie around -20, real ones around 20
      D: () =>
        player(
          (x, w) => {
            seen.push(tf.keep(x.clone()));
            return tf.matMul(tf.square(x) as tf.Tensor2D, w as unknown as tf.Tensor2D);
          },
          [width, 1],
        ),
    },
  });
  const data = createRng(6);
  tf.dispose(gan.step((n) => data.normals(3 * n).map((v) => v + 20)));
  const values = await Promise.all(seen.map(numbers));
  tf.dispose(seen);
  gan.dispose();
  return values;
}

/** The largest distance of a row of xHat from the segment between its real and its fake point. */
function offSegment(real: Float32Array, fake: Float32Array, xHat: Float32Array, dim: number): number {
  let worst = 0;
  for (let row = 0; row < xHat.length; row += dim) {
    const [a, b, x] = [real, fake, xHat].map((points) => [...points.subarray(row, row + dim)]) as [
      number[],
      number[],
      number[],
    ];
    const along = b.map((v, i) => v - a[i]!);
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
    const from = x.map((v, i) => v - a[i]!);
    const t = Math.min(1, Math.max(0, dot(from, along) / dot(along, along)));
    worst = Math.max(worst, Math.hypot(...from.map((v, i) => v - t * along[i]!)));
  }
  return worst;
}
const onSegment = async () => {
  const [real, fake, xHat] = await shown({ penalty: 'gradientPenalty' });
  return offSegment(real!, fake!, xHat!, 3);
};
/** xHat as it would be with these factors. */
async function withFactors(factors: (row: number, column: number) => number): Promise<number> {
  const [real, fake] = await shown({ penalty: 'gradientPenalty' });
  const xHat = real!.map((v, i) => {
    const factor = factors(Math.floor(i / 3), i % 3);
    return factor * v + (1 - factor) * fake![i]!;
  });
  return offSegment(real!, fake!, xHat, 3);
}

/** The largest difference between two points of a pack: real and fake points lie 40 apart. */
const mixture = (packs: Float32Array, width: number) => {
  let worst = 0;
  for (let row = 0; row < packs.length; row += width) {
    const one = packs.subarray(row, row + width);
    worst = Math.max(worst, Math.max(...one) - Math.min(...one));
  }
  return worst;
};
const mixedPacks = async () => Math.max(...(await shown({ pac: 2 })).map((packs) => mixture(packs, 6)));

// Penalties, norms, logits -------------------------------------------------------------------------------------------

/** Entries of the penalty's gradient that are not finite, where D is flat. */
async function notFinite(penalty: typeof gradientPenalty): Promise<number> {
  const w = tf.variable(tf.zeros([2, 1]));
  const flat: Critic = (x) => tf.matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D);
  const [real, fake] = [tf.ones([4, 2]), tf.zeros([4, 2])];
  const { gradients } = gradientsOf(() => penalty(flat, real, fake, tf.fill([4, 1], 0.5)), [w]);
  const count = (await numbers(gradients[0]!)).filter((v) => !Number.isFinite(v)).length;
  w.dispose();
  return count;
}
const withoutTiny: typeof gradientPenalty = (D, real, fake, factors) => {
  const xHat = tf.add(fake, tf.mul(factors, tf.sub(real, fake)));
  return tf.mean(tf.square(tf.sub(tf.sqrt(squaredGradient(D, xHat)), 1))) as tf.Scalar;
};

/** R1 of D(x) = |x|^2 / 2, real points at distance 1 and fake ones at 3: it should be 1/2. */
async function r1Error(penalty: (D: Critic, real: tf.Tensor, fake: tf.Tensor) => tf.Scalar): Promise<number> {
  const bowl: Critic = (x) => tf.mul(tf.sum(tf.square(x), 1, true), 0.5);
  return Math.abs((await read(penalty(bowl, tf.tensor2d([[1, 0], [0, -1]]), tf.tensor2d([[0, 3], [3, 0]])))) - 0.5); // prettier-ignore
}

/** How far sigma is from the largest singular value after 100 steps of one round, relative. `next` gives each step's start. */
async function normError(next: (u: tf.Tensor, step: number) => tf.Tensor): Promise<number> {
  const [inputs, outputs] = [24, 16];
  const values = createRng(8).normals(inputs * outputs);
  const gram = Float64Array.from({ length: outputs ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / outputs), at % outputs];
    let sum = 0;
    for (let k = 0; k < inputs; k++) sum += values[k * outputs + i]! * values[k * outputs + j]!;
    return sum;
  });
  const w = tf.tensor2d(values, [inputs, outputs]);
  let state = powerIteration(w, tf.tensor2d(createRng(9).normals(outputs), [outputs, 1]));
  for (let step = 1; step < 100; step++) state = powerIteration(w, next(state.u, step));
  return Math.abs((await read(sigma(w, state.u, state.v))) / Math.sqrt(symmetricEigen(gram).values.at(-1)!) - 1);
}

/** The cross entropies of logits against float64. */
async function crossEntropyError(outputs: (logits: tf.Tensor) => tf.Tensor): Promise<number> {
  const [real, fake] = [[-2, 0.5, 3], [1, -1, 0.2]] as const; // prettier-ignore
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const exact = mean(real.map((l) => softplus(-l))) + mean(fake.map((l) => softplus(l)));
  const column = (values: readonly number[]) => outputs(tf.tensor2d([...values], [3, 1]));
  return Math.abs((await read(loss.discriminator(column(real), column(fake)))) - exact);
}

/** R1's gradient through an activation against finite differences, relative. */
async function penaltyGradientError(activation: Activation): Promise<number> {
  const rng = createRng(12);
  const [first, second] = [dense(2, 10, rng.fork('first')), dense(10, 1, rng.fork('second'))];
  const x = tf.tensor2d(rng.normals(16), [8, 2]);
  const weights = [...first.weights, ...second.weights];
  const error = await directionalError(() => zeroCentred((at) => second(activation(first(at))), x), weights, 4);
  tf.dispose(weights as tf.Variable[]);
  return error;
}

export const ganMutants: PlantedBug[] = [
  {
    id: 'G1',
    description: 'the step of G also trains D',
    test: "G's step leaves every weight of D as it was",
    error: () => moved(trainsBoth, 'D'),
    correct: () => moved(generatorStep, 'D'),
    tolerance: 0,
  },
  {
    id: 'G2',
    description: "G's samples detached in G's own step",
    test: "G's step moves every weight of G",
    error: async () => weightsOfG - (await moved(throughDetached, 'G')),
    correct: async () => weightsOfG - (await moved(generatorStep, 'G')),
    tolerance: 0,
  },
  {
    id: 'G3',
    description: 'a sigmoid before a loss of logits',
    test: 'the cross entropies of logits are those of float64',
    error: () => crossEntropyError((logits) => tf.sigmoid(logits)),
    correct: () => crossEntropyError((logits) => logits),
    tolerance: 1e-6,
  },
  {
    id: 'G4',
    description: 'an interpolation factor for each coordinate',
    test: 'xHat lies on the segment between its real and its fake point',
    error() {
      const factors = createRng(7).uniforms(72);
      return withFactors((row, column) => factors[3 * row + column]!);
    },
    correct: onSegment,
    tolerance: 1e-4,
  },
  {
    id: 'G5',
    description: 'normal interpolation factors',
    test: 'xHat lies on the segment between its real and its fake point',
    error() {
      const factors = createRng(7).normals(24);
      return withFactors((row) => factors[row]!);
    },
    correct: onSegment,
    tolerance: 1e-4,
  },
  {
    id: 'G6',
    description: 'no small number under the root of the gradient penalty',
    test: 'a gradient of zero gives finite steps',
    error: () => notFinite(withoutTiny),
    correct: () => notFinite(gradientPenalty),
    tolerance: 0,
  },
  {
    id: 'G7',
    description: 'R1 at fake points',
    test: 'R1 is half the mean squared gradient at real points',
    error: () => r1Error((D, _, fake) => zeroCentred(D, fake)),
    correct: () => r1Error((D, real, fake) => penalties.r1!(D, real, fake, tf.scalar(0))),
    tolerance: 1e-5,
  },
  {
    id: 'G8',
    description: 'power iteration started afresh at every step',
    test: 'one round a step finds the largest singular value',
    error: () => normError((_, step) => tf.tensor2d(createRng(100 + step).normals(16), [16, 1])),
    correct: () => normError((u) => u),
    tolerance: 1e-3,
  },
  {
    id: 'G9',
    description: 'packs of a real and a fake point',
    test: 'a pack holds points of one kind',
    async error() {
      const [real, fake] = await shown({});
      const pairs = tf.stack([tf.tensor2d(real!, [24, 3]), tf.tensor2d(fake!, [24, 3])], 1);
      return mixture(await numbers(pack(tf.reshape(pairs, [48, 3]), 2)), 6);
    },
    correct: mixedPacks,
    tolerance: 20,
  },
  {
    id: 'G10',
    description: "TensorFlow.js's own tanh in a critic with a penalty",
    test: "the penalty's gradient is that of finite differences",
    error: () => penaltyGradientError((x) => tf.tanh(x)),
    correct: () => penaltyGradientError(activations.tanh),
    tolerance: 5e-3,
  },
];
