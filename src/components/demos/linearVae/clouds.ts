/** What the model is shown: a covariance, and points to draw. Everything is kept in the data's principal coordinates. */
import { createDigits } from '../../../lib/data/digits.ts';
import { createRng } from '../../../lib/random.ts';
import { spectral, symmetricEigen } from '../../../lib/theory/linearAlgebra.ts';

export const cloudNames = ['plane', 'space', 'digits'] as const;
export type CloudName = (typeof cloudNames)[number];

export interface Cloud {
  name: CloudName;
  /** Variances along the principal directions, largest first. [d] */
  lambdas: Float64Array;
  /** Points along the first two of them, to draw. [n, 2] */
  points: Float64Array;
  /** The picture shows the data's own two coordinates: the principal directions turned by this angle. Else 0. */
  turn: number;
  /** Latent coordinates that are offered: 1 to this. */
  most: number;
  /** Principal directions as images, row by row; for digits. [d, d] */
  directions: Float64Array | null;
}

/** Eigenvalues of the two made-up clouds. */
export const spectra = { plane: [2.5, 0.4], space: [3, 1, 0.25] } as const;
const count = 300;
const turn = (34 * Math.PI) / 180;

/** Gaussian points, then made to have exactly this diagonal covariance and mean zero. [n, d] */
function exactPoints(variances: readonly number[]): Float64Array {
  const d = variances.length;
  const x = createRng(8).normals(count * d);
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += x[i * d + j]! / count;
    for (let i = 0; i < count; i++) x[i * d + j]! -= mean;
  }
  const whiten = spectral(covarianceOf(x, d), (value) => 1 / Math.sqrt(value));
  const out = new Float64Array(x.length);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < d; j++)
      for (let m = 0; m < d; m++) out[i * d + j]! += Math.sqrt(variances[j]!) * whiten[j * d + m]! * x[i * d + m]!;
  return out;
}

/** Of centred rows. [d, d] */
function covarianceOf(x: ArrayLike<number>, d: number): Float64Array {
  const n = x.length / d;
  const out = new Float64Array(d * d);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < d; a++) {
      const v = x[i * d + a]! / n;
      if (v !== 0) for (let b = 0; b < d; b++) out[a * d + b]! += v * x[i * d + b]!;
    }
  return out;
}

function madeUp(name: 'plane' | 'space'): Cloud {
  const d = spectra[name].length;
  const x = exactPoints(spectra[name]);
  return {
    name,
    lambdas: Float64Array.from(spectra[name]),
    points: Float64Array.from({ length: 2 * count }, (_, at) => x[Math.floor(at / 2) * d + (at % 2)]!),
    turn: name === 'plane' ? turn : 0,
    most: d - 1,
    directions: null,
  };
}

/** @param bytes the file of digits, public/data/digits-8x8.bin */
function digitsCloud(bytes: Uint8Array): Cloud {
  const { dim: d, images } = createDigits(bytes);
  const x = Float64Array.from(images!.pixels);
  const n = x.length / d;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += x[i * d + j]! / n;
    for (let i = 0; i < n; i++) x[i * d + j]! -= mean;
  }
  const { values, vectors } = symmetricEigen(covarianceOf(x, d));
  const lambdas = values.map((v) => Math.max(0, v)).reverse();
  const directions = new Float64Array(d * d);
  for (let i = 0; i < d; i++) directions.set(vectors.subarray((d - 1 - i) * d, (d - i) * d), i * d);
  const every = Math.floor(n / count);
  const points = new Float64Array(2 * count);
  for (let i = 0; i < count; i++)
    for (let a = 0; a < 2; a++)
      for (let j = 0; j < d; j++) points[2 * i + a]! += directions[a * d + j]! * x[i * every * d + j]!;
  return { name: 'digits', lambdas, points, turn: 0, most: 4, directions };
}

const made = new Map<CloudName, Cloud>();

/** The cloud of that name, or null for digits that are not there yet: `offerDigits` brings them. */
export function cloudOf(name: CloudName): Cloud | null {
  if (!made.has(name) && name !== 'digits') made.set(name, madeUp(name));
  return made.get(name) ?? null;
}

export const offerDigits = (bytes: Uint8Array): void => void made.set('digits', digitsCloud(bytes));

/** [x, y] of the picture for principal coordinates [u, v]. */
export function placed({ turn: angle }: Cloud, u: number, v: number): [number, number] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * u - s * v, s * u + c * v];
}

/** Half the size of the picture. */
export const reachOf = ({ lambdas }: Cloud): number => 2.7 * Math.sqrt(lambdas[0]!);
