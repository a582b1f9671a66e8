/** Bugs planted in the likelihood by the flow, in its unit, and in the probes that estimate a divergence. */
import { bitsPerDim, flowLikelihood, hutchinson, trace } from '../../src/lib/diffusion/likelihood.ts';
import { drawProbe, probeKinds, probeVariance } from '../../src/lib/diffusion/probes.ts';
import { average, momentsOf, worst } from '../../src/lib/claims/monteCarlo.ts';
import { createRng } from '../../src/lib/random.ts';
import { gaussianMixture, logDensity } from '../../src/lib/theory/mixture.ts';
import { vpFlow } from '../../src/lib/theory/probabilityFlow.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

const mixture = gaussianMixture([[-1, 0.3], [0.8, -0.5]], [0.4, 0.6], [0.4, 0.6]); // prettier-ignore
const flow = vpFlow(mixture);
const density = {
  test: 'the flow gives the log density of a mixture',
  tolerance: 1e-6,
  error(likelihood: typeof flowLikelihood) {
    const divergence = (x: Float64Array, t: number) => trace(flow.jacobian(x, t));
    const found = likelihood({ velocity: flow.velocity, divergence }, [0.2, 0.4], [0, 1], (y) => flow.logDensity(y, 1));
    return Math.abs(found.logLikelihood - logDensity(mixture, [0.2, 0.4]));
  },
};
const unbiased = {
  test: "Hutchinson's estimate over all signs is the trace",
  tolerance: 1e-12,
  error(estimate: typeof hutchinson) {
    const product = (v: Float64Array) => [2 * v[0]! + 3 * v[1]!, -v[0]! + 5 * v[1]!];
    const [same, opposite] = [estimate(product, Float64Array.of(1, 1)), estimate(product, Float64Array.of(1, -1))];
    return Math.abs((same + opposite) / 2 - 7);
  },
};

/** The coded bits of integers 0..255, all as likely: as a density on [-1 - 1 / 255, 1 + 1 / 255], 255 / 512 per axis. */
const eightBits = {
  test: 'integers from 0 to 255, all as likely, cost eight bits each',
  tolerance: 1e-12,
  error: (bits: (logLikelihood: number, dim: number) => number) =>
    worst([1, 12].map((dim) => bits(dim * Math.log(255 / 512), dim) - 8)),
};

const [M, ofM] = [[2, 6, -5, 5], 7]; // row by row, and its trace
const alongM = (v: Float64Array) => [M[0]! * v[0]! + M[1]! * v[1]!, M[2]! * v[0]! + M[3]! * v[1]!];
const drawnProbes = {
  test: 'probes give the trace on average, in standard errors',
  tolerance: 4.5,
  error(draw: typeof drawProbe) {
    const rng = createRng(4);
    return worst(
      probeKinds.map((kind) => {
        const { mean, standardError } = average(4000, () => hutchinson(alongM, draw(kind, 2, rng)));
        return (mean - ofM) / standardError;
      }),
    );
  },
};
const strayed = {
  test: 'probes stray as far as 20 000 of them do, in standard errors',
  tolerance: 4.5,
  error(formula: typeof probeVariance) {
    const rng = createRng(5);
    return worst(
      probeKinds.map((kind) => {
        const draws = Float64Array.from({ length: 20_000 }, () => hutchinson(alongM, drawProbe(kind, 2, rng)));
        const { variance } = momentsOf(draws);
        return (formula(M, kind) - variance.mean) / Math.max(variance.standardError, 1e-12);
      }),
    );
  },
};

export const likelihoodMutants: PlantedBug[] = [
  bug(
    'likelihood-sign',
    'divergence subtracted',
    density,
    (field, ...rest) => flowLikelihood({ ...field, divergence: (x, t) => -field.divergence(x, t) }, ...rest),
    flowLikelihood,
  ),
  bug(
    'likelihood-divergence',
    "the density of the latent, without the flow's divergence",
    density,
    (field, ...rest) => flowLikelihood({ ...field, divergence: () => 0 }, ...rest),
    flowLikelihood,
  ),
  bug(
    'likelihood-prior',
    'the density of the data point where that of its latent belongs',
    density,
    (field, x, span, logPrior) => flowLikelihood(field, x, span, () => logPrior(Float64Array.from(x))),
    flowLikelihood,
  ),
  bug(
    'bits-range',
    'bits for data in [0, 1] of data in [-1, 1]',
    eightBits,
    (logLikelihood, dim) => bitsPerDim(logLikelihood, dim, 1 / 255),
    bitsPerDim,
  ),
  bug(
    'hutchinson-length',
    "Hutchinson's probe scaled to length one",
    unbiased,
    (product, v) =>
      hutchinson(
        product,
        v.map((value) => value / Math.hypot(...v)),
      ),
    hutchinson,
  ),
  bug(
    'probe-uniform',
    'probes uniform in [-1, 1], of variance a third',
    drawnProbes,
    (_, dim, rng) => Float64Array.from(rng.uniforms(dim), (u) => 2 * u - 1),
    drawProbe,
  ),
  bug(
    'probe-symmetric',
    'the variance of normal probes from the matrix itself, not its symmetric part',
    strayed,
    (matrix, kind) =>
      kind === 'signs' ? probeVariance(matrix, kind) : 2 * Array.from(matrix).reduce((sum, v) => sum + v * v, 0),
    probeVariance,
  ),
];
