/** Bugs planted in flows on a line, reverse kernels, the bounds on maps of noise, and the count of seeds that a comparison needs. */
import { worst } from '../../src/lib/claims/monteCarlo.ts';
import { createDataset } from '../../src/lib/data/index.ts';
import { denoisingKernel } from '../../src/lib/theory/denoisingKernel.ts';
import { integrate } from '../../src/lib/theory/discriminator.ts';
import { eulerFrames, independentField, reflowedField } from '../../src/lib/theory/lineFlow.ts';
import { denoise, density, gaussianMixture } from '../../src/lib/theory/mixture.ts';
import { gapOf, leastBridge } from '../../src/lib/theory/pushForward.ts';
import { seedsPerArm } from '../../src/lib/theory/seedsPerArm.ts';
import { bell } from '../helpers/bell.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

/* Flows on a line, noise at t = 0 and data at t = 1 */

const bells = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
const { weights, means, stds } = bells;
const dataDensity = (x: number, scale = 1, added = 0) =>
  weights.reduce((sum, w, k) => sum + w * bell(x, scale * means[k]![0]!, (scale * stds[k]!) ** 2 + added), 0);

const regression = {
  test: 'the field is the mean of x_1 - x_0 over all pairs that pass x at t, by quadrature',
  tolerance: 1e-9,
  error(fieldOf: typeof independentField) {
    const field = fieldOf(bells);
    return worst(
      [0.2, 0.6, 0.9].flatMap((t) =>
        [-1.2, 0.1, 0.9].map((x) => {
          const weight = (x1: number) => dataDensity(x1) * bell((x - t * x1) / (1 - t));
          const over = { from: -5, to: 5, cells: 2000 };
          const mean = integrate((x1) => (weight(x1) * (x1 - x)) / (1 - t), over) / integrate(weight, over); // x_1 - x_0
          return field(x, t) - mean;
        }),
      ),
    );
  },
};
const priorAverage: typeof independentField = (data) => {
  const parts = data.means.map((mean, k) => independentField(gaussianMixture([mean], data.stds[k]!)));
  return (x, t) => parts.reduce((sum, part, k) => sum + data.weights[k]! * part(x, t), 0);
};

const oneStep = {
  test: "one step of Euler takes every point to the data's mean",
  tolerance: 1e-9,
  error: (walk: typeof eulerFrames) =>
    worst(walk(independentField(bells), [-1.5, 0, 0.7, 2], 1)[1]!.map((x) => x - (-1.5 * 0.5 + 0.4 * 0.2 + 1.2 * 0.3))),
};
const askedAtEnd: typeof eulerFrames = (field, starts, n) => eulerFrames((x, t) => field(x, t + 1 / n), starts, n);

const straight = {
  test: 'reflowed pairs are followed exactly by any number of steps',
  tolerance: 1e-12,
  error(fieldOf: typeof reflowedField) {
    const [starts, ends] = [[-2, -0.5, 0.1, 1.4], [-1.5, -1.4, 0.9, 2]]; // prettier-ignore
    return worst(
      [1, 2, 7].flatMap((n) => Array.from(eulerFrames(fieldOf(starts, ends), starts, n)[n]!, (x, i) => x - ends[i]!)),
    );
  },
};
const placedAtStart: typeof reflowedField = (starts, ends) => {
  const field = reflowedField(starts, ends);
  return (x) => field(x, 0);
};

/* The reverse kernel */

const bayes = {
  test: "the reverse kernel is Bayes' rule, its constant by quadrature",
  tolerance: 1e-9,
  error(kernel: typeof denoisingKernel) {
    const [as, at, xt] = [0.8, 0.4, 0.2];
    const joint = (x: number) => dataDensity(x, Math.sqrt(as), 1 - as) * bell(xt, Math.sqrt(at / as) * x, 1 - at / as);
    const constant = integrate(joint, { from: -8, to: 8, cells: 2000 });
    const found = kernel(bells, as, at, xt);
    return worst([-1.4, -0.5, 0.2, 1].map((x) => density(found, [x]) - joint(x) / constant));
  },
};
/** q(x_s | x_t, x_0) with E[x_0 | x_t] for x_0, which a step of DDPM draws from. */
const oneBell: typeof denoisingKernel = (mixture, as, at, xt) => {
  const [noise, left] = [1 - at / as, 1 - at];
  const x0 = denoise(mixture, at, [xt])[0]!;
  const mean = (Math.sqrt(as) * noise * x0 + Math.sqrt(at / as) * (1 - as) * xt) / left;
  return gaussianMixture([[mean]], Math.sqrt((noise * (1 - as)) / left));
};

/* Maps of noise */

const normalMass = (from: number, to: number) => integrate((z) => bell(z), { from, to, cells: 4000 });
const halfLines = {
  test: 'two half-lines of noise attain the least bridge: what lies between them',
  tolerance: 1e-6,
  error: (bridge: typeof leastBridge) =>
    worst(
      (
        [
          [-0.25, 0.5],
          [0.4, 0.7],
          [-2, 1.5],
        ] as const
      ).map(([edge, r]) => {
        const [left, right] = [normalMass(-10, edge), normalMass(edge + r, 10)];
        return bridge([left / (left + right), right / (left + right)], r) - normalMass(edge, edge + r);
      }),
    ),
};

const apart = {
  test: 'the gap of the ring is the least distance of two points of two discs, point by point',
  tolerance: 1e-3,
  error(gap: typeof gapOf) {
    const modes = createDataset('ring').modes!;
    const rims = modes.centres.map(([x, y]) =>
      Array.from({ length: 120 }, (_, i) => {
        const turn = (2 * Math.PI * i) / 120;
        return [x! + 3 * modes.std * Math.cos(turn), y! + 3 * modes.std * Math.sin(turn)] as const;
      }),
    );
    let least = Infinity;
    rims.forEach((rim, i) => {
      for (const other of rims.slice(i + 1))
        for (const [x, y] of rim) for (const [u, v] of other) least = Math.min(least, Math.hypot(x - u, y - v));
    });
    return Math.abs(gap(modes) - least);
  },
};

/* Seeds */

/** P(k of n), k = 0 .. n, for events of probability p. */
function binomial(n: number, p: number): Float64Array {
  let log = n * Math.log1p(-p);
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) log += Math.log(((n - k + 1) / k) * (p / (1 - p)));
    return Math.exp(log);
  });
}
const noticed = {
  test: 'so many seeds show the difference four times in five, over all outcomes',
  tolerance: 0.02,
  error(seeds: typeof seedsPerArm) {
    const [p, r] = [0.4, 0.5];
    const n = seeds(p, r);
    const [first, second] = [binomial(n, p), binomial(n, r)];
    let power = 0;
    first.forEach((one, i) =>
      second.forEach((other, j) => {
        const [a, b] = [i / n, j / n];
        if ((a - b) ** 2 > (1.96 ** 2 * (a * (1 - a) + b * (1 - b))) / n) power += one * other;
      }),
    );
    return Math.abs(power - 0.8);
  },
};

export const transportMutants: PlantedBug[] = [
  bug(
    'field-prior',
    "the components' velocities averaged by their weights, not by their posteriors",
    regression,
    priorAverage,
    independentField,
  ),
  bug('euler-end', "Euler's step asks the field at its end", oneStep, askedAtEnd, eulerFrames),
  bug(
    'reflow-place',
    'a point is taken for the start of its line wherever it is',
    straight,
    placedAtStart,
    reflowedField,
  ),
  bug('kernel-bell', 'the reverse kernel taken for the Gaussian of a DDPM step', bayes, oneBell, denoisingKernel),
  bug(
    'bridge-overlap',
    'neighbourhoods of r, which overlap, in place of r / 2',
    halfLines,
    (shares, r) => leastBridge(shares, 2 * r),
    leastBridge,
  ),
  bug(
    'gap-radius',
    'one radius taken off the distance of two discs',
    apart,
    (modes) => gapOf({ ...modes, std: modes.std / 2 }),
    gapOf,
  ),
  bug(
    'seeds-one-arm',
    "the first arm's variance alone",
    noticed,
    (p, r) => Math.ceil(((1.96 + 0.8416) ** 2 * p * (1 - p)) / (p - r) ** 2),
    seedsPerArm,
  ),
];
