/** Bugs planted on the way from data to noise and back: inversion, what a walk does to a Gaussian law, interpolation. */
import { arrive, descend } from '../../src/lib/diffusion/descend.ts';
import { affine, followGaussian, gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';
import { heun } from '../../src/lib/diffusion/heun.ts';
import { slerp } from '../../src/lib/diffusion/interpolate.ts';
import { encode } from '../../src/lib/diffusion/inversion.ts';
import { predictorCorrector } from '../../src/lib/diffusion/predictorCorrector.ts';
import { roundTripError } from '../../src/lib/diffusion/roundTrip.ts';
import { karrasSigmas } from '../../src/lib/diffusion/sigmas.ts';
import { float64Space } from '../../src/lib/diffusion/space.ts';
import { average, momentsOf, worst } from '../../src/lib/claims/monteCarlo.ts';
import { createRng } from '../../src/lib/random.ts';
import { bug, type PlantedBug } from './plantedBug.ts';

/* Inversion. The data is N(m, s^2) on every axis, so that the flow keeps (x - m) / sqrt(s^2 + sigma^2). */

const [m, s] = [0.6, 0.5];
const onAxis = gaussianDenoiser({ mean: m, variance: s ** 2 });
const exact = (x: Float64Array, sigma: number) => x.map((value) => onAxis(value, sigma));

const latent = {
  test: 'the latent of Gaussian data is the same quantile of the noise',
  tolerance: 1e-3,
  error(invert: typeof encode) {
    const sigmas = karrasSigmas(400);
    const z = arrive(invert(float64Space(createRng(1)), exact, Float64Array.of(m + 0.5, m - 0.8), sigmas, heun));
    const scale = s / Math.hypot(s, sigmas[0]!);
    return worst([scale * (z[0]! - m) - 0.5, scale * (z[1]! - m) + 0.8]);
  },
};
/** The net is asked at the level below the one that x is at. */
const askedBelow: typeof encode = (space, D, x, sigmas, move) => {
  const below = (sigma: number) => sigmas[sigmas.indexOf(sigma) + 1] || sigma;
  return encode(space, (y, sigma) => D(y, below(sigma)), x, sigmas, move);
};

/**
 * Euler's step between sigma and sigma' multiplies x - m by (s^2 + sigma sigma') / (s^2 + sigma^2), up or down. Both ways together that
 * is a product of two; the first step up takes the slope at its end.
 */
const thereAndBack = {
  test: 'there and back, the error of Gaussian data is the product of the steps, less one',
  tolerance: 1e-12,
  error(measure: typeof roundTripError) {
    const sigmas = [5, 2, 1, 0.3];
    let factor = ((s ** 2 + 2 * 0.3 ** 2) / (s ** 2 + 0.3 ** 2)) * (s ** 2 / (s ** 2 + 0.3 ** 2));
    sigmas.slice(1).forEach((low, i) => {
      const high = sigmas[i]!;
      factor *= (s ** 2 + high * low) ** 2 / ((s ** 2 + high ** 2) * (s ** 2 + low ** 2));
    });
    const points = Float64Array.of(m + 0.3, m - 0.4, m + 1.2, m + 0.5); // at distances 0.5 and 1.3 from the mean
    const found = measure(float64Space(createRng(1)), exact, points, 2, [...sigmas, 0]);
    return Math.abs(found - (1 - factor) * Math.sqrt((0.5 ** 2 + 1.3 ** 2) / 2));
  },
};

const simulated = {
  test: 'the variance that is followed is that of 20 000 simulated walks, in standard errors',
  tolerance: 4.5,
  error(follow: typeof followGaussian) {
    const [move, sigmas] = [predictorCorrector({ corrections: 2, snr: 0.5 }, heun), [2, 1.5, 1]];
    const rng = createRng(11);
    const start = Float64Array.from(rng.normals(20_000), (z) => m + Math.hypot(s, 2) * z);
    const { variance } = momentsOf(arrive(descend(float64Space(rng), exact, start, sigmas, move)));
    const followed = follow(move, onAxis, sigmas, { mean: m, variance: s ** 2 + 4 });
    return Math.abs(followed.variance - variance.mean) / variance.standardError;
  },
};
const addingDeviations: typeof followGaussian = (move, denoise, sigmas, start) =>
  sigmas.slice(1).reduce(({ mean, variance }, next, i) => {
    const { constant, slope, noises } = affine(move, denoise, sigmas[i]!, next);
    return { mean: constant + slope * mean, variance: slope ** 2 * variance + noises.reduce((a, b) => a + b, 0) ** 2 };
  }, start);

/** Of two noises that have nothing in common any turn keeps the length; of two that are alike only a turn by their own angle does. */
const lengthOfNoise = {
  test: 'between two noises, alike or not, the mean square of an entry stays 1, in standard errors',
  tolerance: 4.5,
  error(between: typeof slerp) {
    const [dim, rng] = [200, createRng(2)];
    return worst(
      [0, 0.8].flatMap((alike) =>
        [0.25, 0.5, 0.8].map((u) => {
          const { mean, standardError } = average(100, () => {
            const a = rng.normals(dim);
            const b = rng.normals(dim).map((z, i) => alike * a[i]! + Math.sqrt(1 - alike ** 2) * z);
            return between(a, b, u).reduce((sum, v) => sum + (v * v) / dim, 0);
          });
          return (mean - 1) / standardError;
        }),
      ),
    );
  },
};
/** The angle of independent noises, a quarter turn, whatever the angle. */
const quarterTurn: typeof slerp = (a, b, u) =>
  Float64Array.from(
    { length: a.length },
    (_, i) => Math.cos((u * Math.PI) / 2) * a[i]! + Math.sin((u * Math.PI) / 2) * b[i]!,
  );

export const latentMutants: PlantedBug[] = [
  bug('inversion-level', 'inversion asks the net at the level below', latent, askedBelow, encode),
  bug(
    'inversion-short',
    'inversion ends one level below the top',
    latent,
    (space, D, x, sigmas, move) => encode(space, D, x, sigmas.slice(1), move),
    encode,
  ),
  bug(
    'round-trip-mean',
    'the mean square over coordinates for that over points',
    thereAndBack,
    (space, D, x, dim, sigmas) => roundTripError(space, D, x, dim, sigmas) / Math.sqrt(dim),
    roundTripError,
  ),
  bug(
    'follow-deviations',
    'deviations of independent noises added up in place of variances',
    simulated,
    addingDeviations,
    followGaussian,
  ),
  bug(
    'interpolate-line',
    'latents interpolated on a straight line',
    lengthOfNoise,
    (a, b, u) => Float64Array.from({ length: a.length }, (_, i) => (1 - u) * a[i]! + u * b[i]!),
    slerp,
  ),
  bug('interpolate-quarter', 'latents turned as if they were at right angles', lengthOfNoise, quarterTurn, slerp),
];
