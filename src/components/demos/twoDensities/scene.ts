/** Two densities on a line that a reader moves, and every distance between them. */
import {
  distanceNames,
  distancesOnLine,
  type DistanceName,
  type DistancesOnLine,
} from '../../../lib/theory/distancesOnLine.ts';
import { gaussianMixture, logDensity } from '../../../lib/theory/mixture.ts';

export const shapes = ['bells', 'peaks', 'boxes'] as const;
export type Shape = (typeof shapes)[number];
export const shapeNames: Record<Shape, string> = {
  bells: 'two bells',
  peaks: 'two peaks and a bell',
  boxes: 'two boxes',
};

/** Centre and width of p and of q: a bell's standard deviation, half the length of a box. */
export interface Scene {
  shape: Shape;
  cp: number;
  wp: number;
  cq: number;
  wq: number;
}
export type Knob = 'cp' | 'wp' | 'cq' | 'wq';

export const start: Scene = { shape: 'bells', cp: -1, wp: 1.2, cq: 1, wq: 0.7 };
/** Half the distance of the two peaks. */
export const peakOffset = 2;

export const centres = { min: -6, max: 6 };
export const widths = { min: 0.4, max: 2 };
/** Of everything that can be set: a multiple of it keeps the edges of boxes on the edges of cells. */
export const grain = 0.05;
export const onGrain = (value: number): number => Math.round(Math.round(value / grain) * grain * 1000) / 1000;
export const rangeOf = (knob: Knob) => (knob.startsWith('c') ? centres : widths);

/** The farthest that the button pulls the centres apart. */
export const farthest = 8;

/** Half of `grain`, so that a box centred between two grains still ends on a cell's edge. */
const cell = grain / 2;
const extent = 22;
/** The middles of the cells. */
export const line = Float64Array.from({ length: (2 * extent) / cell }, (_, i) => -extent + (i + 0.5) * cell);

function logDensities(shape: Shape | 'bell', centre: number, width: number): Float64Array {
  if (shape === 'boxes') {
    return line.map((x) => (Math.abs(x - centre) < width ? -Math.log(2 * width) : -Infinity));
  }
  const means = shape === 'peaks' ? [[centre - peakOffset], [centre + peakOffset]] : [[centre]];
  const law = gaussianMixture(means, width);
  return line.map((x) => logDensity(law, [x]));
}

export interface Measured extends DistancesOnLine {
  scene: Scene;
  p: Float64Array;
  q: Float64Array;
}

export function measure(scene: Scene): Measured {
  const { shape, cp, wp, cq, wq } = scene;
  const logP = logDensities(shape, cp, wp);
  const logQ = logDensities(shape === 'peaks' ? 'bell' : shape, cq, wq);
  return { scene, p: logP.map(Math.exp), q: logQ.map(Math.exp), ...distancesOnLine(logP, logQ, cell) };
}

/** The centres theta apart, the middle between them in the middle of the picture. */
export const apart = (scene: Scene, theta: number): Scene => ({ ...scene, cp: -theta / 2, cq: theta / 2 });

/** Every distance as a function of how far apart the centres are. */
export interface Sweep {
  thetas: number[];
  values: Record<DistanceName, number[]>;
}

const sweepStep = 0.1;

/** Adds a point at each turn, so that a page can take the work in slices. The sweep is the same object throughout. */
export function* sweep(scene: Scene): Generator<Sweep, Sweep> {
  const found: Sweep = {
    thetas: [],
    values: Object.fromEntries(distanceNames.map((name) => [name, [] as number[]])) as unknown as Sweep['values'],
  };
  for (let i = 0; i <= Math.round(farthest / sweepStep); i++) {
    const theta = onGrain(i * sweepStep);
    const { values } = measure(apart(scene, theta));
    found.thetas.push(theta);
    for (const name of distanceNames) found.values[name].push(values[name]);
    yield found;
  }
  return found;
}

/** A sweep depends on the shapes and widths alone: all laws here are symmetric about their centres. */
export const sweepKey = ({ shape, wp, wq }: Scene): string => `${shape} ${wp} ${wq}`;
